"""Annotations and labels that controllers read, misspelt: nobody reads them."""

from collections.abc import Iterator, Mapping
from functools import cache

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import is_one_off, spellings
from minik.diagnosis.view import TEMPLATES, View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {NAME: restricted}}
"""
CAUSE = Cause(
    "annotation-misspelt",
    "",
    WARNING,
    "an annotation or a label is nearly called as one that a controller reads",
    "Nobody looks whether the name of an annotation or a label is known: what is misspelt has no effect, and nothing says so.",
    SUSPECT,
    example=EXAMPLE.replace("NAME", "pod-security.kubernetes.io/enforced"),
    sound=EXAMPLE.replace("NAME", "pod-security.kubernetes.io/enforce"),
)
PREFIXES = {
    "pod-security.kubernetes.io": ("enforce", "audit", "warn", "enforce-version", "warn-version"),
    "nginx.ingress.kubernetes.io": (
        *("rewrite-target", "use-regex", "ssl-redirect", "force-ssl-redirect", "backend-protocol"),
        *("proxy-body-size", "proxy-read-timeout", "proxy-send-timeout", "canary", "app-root"),
        *("canary-weight", "canary-by-header", "auth-type", "auth-secret", "auth-url", "affinity"),
        *("enable-cors", "cors-allow-origin", "whitelist-source-range", "configuration-snippet"),
    ),
    "kubernetes.io": ("ingress.class", "metadata.name", "change-cause"),
    "sidecar.istio.io": ("inject", "proxyCPU", "proxyMemory", "proxyImage"),
    "cert-manager.io": ("cluster-issuer", "issuer", "issuer-kind", "common-name"),
    "prometheus.io": ("scrape", "port", "path", "scheme"),
    "service.kubernetes.io": ("topology-mode", "headless"),
    "storageclass.kubernetes.io": ("is-default-class",),
    "ingressclass.kubernetes.io": ("is-default-class",),
    "cluster-autoscaler.kubernetes.io": ("safe-to-evict",),
    "node-role.kubernetes.io": ("control-plane", "worker"),
    "topology.kubernetes.io": ("zone", "region"),
}
KINDS = ("Namespace", "Service", "Ingress", "StorageClass", "IngressClass", "Node", "Pod")


@cache
def by_spelling() -> Mapping[str, list[str]]:
    """Return the known names by each of their spellings."""
    index: dict[str, list[str]] = {}
    for prefix, names in PREFIXES.items():
        for name in names:
            for spelling in spellings(name):
                index.setdefault(f"{prefix}/{spelling}", []).append(name)
    return index


def findings(view: View) -> Iterator[Finding]:
    for kind in (*KINDS, *TEMPLATES):
        for obj in view.of(kind):
            for path, name in names(obj) if objects.owner(obj) is None else ():
                right = meant(name)
                if right:
                    text = f'"{name}" is read by nobody; there is {right}'
                    field = f"{path}[{name}]"
                    yield Finding(CAUSE, objects.key(obj), field, text, f"{right}: ...", right)


def names(obj: Object) -> Iterator[tuple[str, str]]:
    """Yield the names of an object's annotations and labels, and of its template's, with their fields."""
    template = TEMPLATES.get(obj["kind"])
    for place in ("metadata", *([f"{template}.metadata"] if template else [])):
        for field in ("annotations", "labels"):
            path = f"{place}.{field}"
            yield from ((path, name) for name in objects.read(obj, path) or () if "/" in name)


def meant(name: str) -> str:
    """Return the annotation or label of which a name is a slip; "" if it is none."""
    prefix, _, last = name.partition("/")
    if prefix not in PREFIXES or last in PREFIXES[prefix]:
        return ""
    for spelling in spellings(last):
        for right in by_spelling().get(f"{prefix}/{spelling}", ()):
            if is_one_off(last, right):
                return f"{prefix}/{right}"
    return ""
