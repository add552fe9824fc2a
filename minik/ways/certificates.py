"""The certificates of TLS: Secrets with a pair of key and certificate, and bundles of authorities."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.ways import grants
from minik.ways.vocabulary import Reference, reference

TLS_TYPE = "kubernetes.io/tls"
CERTIFICATE, KEY = "-----BEGIN CERTIFICATE-----", "PRIVATE KEY-----"
AUTHORITY = "ca.crt"
PAIR, BUNDLES = (("", "Secret"),), (("", "ConfigMap"), ("", "Secret"))


class Flaw(NamedTuple):
    """Why a reference cannot be used: a code of these, and what was referred to.

    `kind`: of a kind that is not supported; `permission`: in another namespace without a grant;
    `missing`: there is none; `content`: it does not hold what it should.
    """

    code: str
    target: Reference


def pair_flaw(cluster: Cluster, value: Mapping[str, Any], kind: str, namespace: str) -> Flaw | None:
    """Return why a reference to a certificate, in an object of a kind and namespace, cannot be used."""
    target = reference(value, namespace, kind="Secret")
    found = _find(cluster, target, PAIR, kind, namespace)
    if isinstance(found, Flaw):
        return found
    return None if is_pair(found) else Flaw("content", target)


def bundle_flaw(
    cluster: Cluster, value: Mapping[str, Any], kind: str, namespace: str
) -> Flaw | None:
    """Return why a reference to the certificates of authorities cannot be used."""
    target = reference(value, namespace)
    found = _find(cluster, target, BUNDLES, kind, namespace)
    if isinstance(found, Flaw):
        return found
    return None if CERTIFICATE in content(found, AUTHORITY) else Flaw("content", target)


def _find(
    cluster: Cluster,
    target: Reference,
    kinds: Sequence[tuple[str, str]],
    kind: str,
    namespace: str,
) -> Object | Flaw:
    if (target.group, target.kind) not in kinds:
        return Flaw("kind", target)
    if not grants.permits(cluster, kind, namespace, target):
        return Flaw("permission", target)
    found = cluster.get(target.kind, target.namespace, target.name)
    return Flaw("missing", target) if found is None else found


def is_pair(secret: Object) -> bool:
    """Return whether a Secret holds a certificate and its key."""
    return (
        secret.get("type") == TLS_TYPE
        and CERTIFICATE in content(secret, "tls.crt")
        and KEY in content(secret, "tls.key")
    )


def content(obj: Object, name: str) -> str:
    """Return the text that a ConfigMap or a Secret has under a name; "" if it has none."""
    text = str((obj.get("data") or {}).get(name) or "")
    if obj["kind"] == "ConfigMap":
        return text
    try:
        return b64decode(text).decode("utf-8", "replace")
    except (NotBase64, ValueError):
        return ""


def first_flaw(flaws: Iterable[Flaw | None], order: Sequence[str]) -> Flaw | None:
    """Return the flaw that counts, the first one of the codes in this order; None if there is none."""
    found = [flaw for flaw in flaws if flaw]
    return min(found, key=lambda flaw: order.index(flaw.code), default=None)
