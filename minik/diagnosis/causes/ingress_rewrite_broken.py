"""Ingresses for ingress-nginx whose rewrite or path cannot do what it says."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import way_examples
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = (
    way_examples.SERVICE
    + """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /$2, nginx.ingress.kubernetes.io/use-regex: "true"}}
spec:
  rules: [{http: {paths: [{path: PATH, pathType: ImplementationSpecific, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
)
CAUSE = Cause(
    "ingress-rewrite-broken",
    "",
    ERROR,
    "an Ingress rewrites paths by a part that its path does not have",
    "rewrite-target takes $1, $2, ... from the groups in brackets of the path. A group that is not there is empty: every request is rewritten "
    "to the same path, and the program answers 404.",
    example=EXAMPLE.replace("PATH", "/api/(.*)"),
    sound=EXAMPLE.replace("PATH", "/api(/|$)(.*)"),
)
TARGET = "nginx.ingress.kubernetes.io/rewrite-target"
TAKEN = re.compile(r"\$(\d)")
GROUP = re.compile(r"(?<!\\)\((?!\?)")


def findings(view: View) -> Iterator[Finding]:
    for ingress in view.of("Ingress"):
        target = objects.annotations(ingress).get(TARGET)
        for path, text in paths(ingress) if target else ():
            taken = max((int(number) for number in TAKEN.findall(target or "")), default=0)
            groups = len(GROUP.findall(text))
            if taken > groups:
                told = f"rewrite-target {target} takes group {taken}, and path {text} has {groups}"
                fix = f"path: {text.rstrip('/')}(/|$)(.*)" if taken == 2 and not groups else ""
                fix = (
                    fix
                    or f"rewrite-target: {TAKEN.sub(f'${groups}' if groups else '', str(target))}"
                )
                yield Finding(CAUSE, objects.key(ingress), path, told, fix)


def paths(ingress: Object) -> Iterator[tuple[str, str]]:
    """Yield the paths of an Ingress with their fields."""
    for index, rule in enumerate(objects.spec(ingress).get("rules") or ()):
        for place, entry in enumerate((rule.get("http") or {}).get("paths") or ()):
            yield f"spec.rules[{index}].http.paths[{place}].path", str(entry.get("path") or "/")
