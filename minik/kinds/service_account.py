"""ServiceAccounts: who a pod is to the API server."""
from collections.abc import Iterator

from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object, namespace


def pull_secrets(account: Object) -> list[str]:
    """The names of the secrets with which its pods' images are pulled."""
    return [reference.get("name") or "" for reference in account.get("imagePullSecrets") or ()]


def found_or_not(account: Object, cluster: Cluster) -> Iterator[str]:
    for secret in pull_secrets(account):
        yield secret if cluster.get("Secret", namespace(account), secret) else f"{secret} (not found)"


def describe(account: Object, cluster: Cluster) -> str:
    return "\n".join((*_layout.header(account), *_layout.listed("Image pull secrets", list(found_or_not(account, cluster)))))


KIND = Kind("ServiceAccount", problems=metadata_problems, update_problems=metadata_update_problems, describe=describe, has_status=False)
