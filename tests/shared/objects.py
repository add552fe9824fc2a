"""Services and pods as tests write them: the least that the API server takes, and what a test says
beside it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

CONTAINER = {"name": "main", "image": "registry.example/web:1"}


def build(
    kind: str,
    name: str,
    namespace: str = "",
    *,
    version: str = "v1",
    metadata: Mapping[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return an object; without a namespace it names none, and fields that are None are left out."""
    placed = {"namespace": namespace} if namespace else {}
    given = {field: value for field, value in fields.items() if value is not None}
    whole = {"name": name, **placed, **(metadata or {})}
    return {"apiVersion": version, "kind": kind, "metadata": whole, **given}


def service(
    name: str = "web",
    namespace: str = "",
    *,
    metadata: Mapping[str, Any] | None = None,
    status: Mapping[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    """Return a Service with port 80, unless its spec says otherwise; what is None is left out."""
    ports = {} if spec.get("type") == "ExternalName" else {"ports": [{"port": 80}]}
    given = {field: value for field, value in {**ports, **spec}.items() if value is not None}
    return build("Service", name, namespace, metadata=metadata, spec=given, status=status)


def pod(
    name: str = "web",
    namespace: str = "",
    *,
    labels: dict[str, str] | None = None,
    containers: Iterable[Any] = (CONTAINER,),
    metadata: Mapping[str, Any] | None = None,
    status: Mapping[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    """Return a pod with one container, unless other containers are given."""
    labelled = {"labels": labels} if labels is not None else {}
    return build(
        "Pod",
        name,
        namespace,
        metadata={**labelled, **(metadata or {})},
        spec={"containers": [{**container} for container in containers], **spec},
        status=status,
    )
