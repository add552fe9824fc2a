"""ServiceAccounts: the identities of pods at the API server."""

from collections.abc import Iterator

from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object, annotations

ENFORCE = "kubernetes.io/enforce-mountable-secrets"
DEPRECATED = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"


def warnings(account: Object, old: Object | None) -> Iterator[str]:
    """Yield the warning of an account that begins to list which secrets its pods may use."""
    if ENFORCE in annotations(account) and not (old and ENFORCE in annotations(old)):
        yield f"metadata.annotations[{ENFORCE}]: {DEPRECATED}"


def pull_secrets(account: Object) -> list[str]:
    """Return the names of the image pull secrets."""
    return [reference.get("name") or "" for reference in account.get("imagePullSecrets") or ()]


def describe(account: Object, _: Cluster) -> str:
    return "\n".join(
        (
            *layout.header(account),
            *layout.titled_list("Image pull secrets", pull_secrets(account)),
        )
    )


KIND = Kind(
    "ServiceAccount",
    problems=metadata_problems,
    update_problems=metadata_update_problems,
    warnings=warnings,
    describe=describe,
    has_status=False,
)
