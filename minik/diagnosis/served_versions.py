"""Which version of a built-in kind the server serves, for documents that name another."""

from functools import cache

from minik import schemas

REMOVED = {
    "PodSecurityPolicy": "it was removed in 1.25; use Pod Security Admission (labels of the namespace)",
    "PodSecurityPolicyTemplate": "it was removed",
}


@cache
def groups() -> frozenset[str]:
    """Return the API groups of Kubernetes itself; extensions was one of them."""
    return frozenset({row["group"] for row in schemas.catalog()} | {"extensions"})


@cache
def served() -> dict[str, str]:
    """Return the API version in which each kind is served, by the kind in lower case."""
    versions: dict[str, str] = {}
    for row in schemas.catalog():
        if row["served"]:
            group = f"{row['group']}/" if row["group"] else ""
            versions.setdefault(row["kind"].lower(), f"{group}{row['served'][0]} {row['kind']}")
    return versions


def explain(api_version: str, kind: str, kubernetes_version: str = "") -> str:
    """Return why no server takes a document of this version and kind, and what to write instead;
    or why that of a version of Kubernetes does not.
    """
    text = f"{api_version} {kind} is not served"
    if kubernetes_version:
        from minik.schemas import lifecycles  # noqa: PLC0415 few ask for another version

        why = lifecycles.absence(api_version, kind, kubernetes_version)
        if why:
            return f"{text} by Kubernetes {kubernetes_version}: {why}"
    if kind in REMOVED:
        return f"{text}: {REMOVED[kind]}"
    right = served().get(kind.lower()) or served().get(kind.lower().removesuffix("s"))
    if right is None:
        return f"{text}: the server has no such kind"
    version, _, name = right.partition(" ")
    return f"{text} (use {version})" if name == kind else f"{text} (use {version}, kind {name})"


def remedy(api_version: str, kind: str, kubernetes_version: str) -> str:
    """Return what to do about a document that a version of Kubernetes does not serve; "" where
    nothing is known of it.
    """
    if not kubernetes_version:
        return ""
    from minik.schemas import lifecycles  # noqa: PLC0415 few ask for another version

    life = lifecycles.find(api_version, kind)
    return lifecycles.remedy(life, kubernetes_version) if life else ""


def correction(api_version: str, kind: str) -> str:
    """Return the fields to write instead; "" if the server has no such kind."""
    right = served().get(kind.lower()) or served().get(kind.lower().removesuffix("s"))
    if right is None or kind in REMOVED:
        return ""
    version, _, name = right.partition(" ")
    fields = {"apiVersion": (api_version, version), "kind": (kind, name)}
    return ", ".join(f"{field}: {new}" for field, (old, new) in fields.items() if old != new)
