"""Annotations and labels that controllers read, misspelt: nobody reads them."""

from collections.abc import Iterator, Mapping, Set
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
    well: set[str] = set()  # many objects have the same few
    for kind in (*KINDS, *TEMPLATES):
        for obj in view.of(kind):
            if objects.owner(obj) is not None:
                continue
            for path, name in names(obj, well):
                right = intended_name(name)
                if not right:
                    well.add(name)
                else:
                    text = f'"{name}" is read by nobody; there is {right}'
                    field = f"{path}[{name}]"
                    yield Finding(CAUSE, objects.key(obj), field, text, f"{right}: ...", right)


def names(obj: Object, well: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of an object's annotations and labels, and of its template's, with their fields,
    but for those that are well.
    """
    template = TEMPLATES.get(obj["kind"])
    places = {"metadata": obj["metadata"]}
    if template:
        places[f"{template}.metadata"] = objects.read_map(obj, f"{template}.metadata")
    for place, metadata in places.items():
        for field in ("annotations", "labels"):
            for name in metadata.get(field) or ():
                if "/" in name and name not in well:
                    yield f"{place}.{field}", name


def intended_name(name: str) -> str:
    """Return the annotation or label of which a name is a slip; "" if it is none."""
    prefix, _, last = name.partition("/")
    if prefix not in PREFIXES or last in PREFIXES[prefix]:
        return ""
    for spelling in spellings(last):
        for right in by_spelling().get(f"{prefix}/{spelling}", ()):
            if is_one_off(last, right):
                return f"{prefix}/{right}"
    return ""
