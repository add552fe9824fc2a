"""Where a webhook is called, as its `clientConfig` says: at a URL, or behind a Service.

Upstream rules: `util/webhook/client.go`, kube-aggregator `service_resolver.go`.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping

from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.object import Object, read
from minik.model.outside import Outside

Find: TypeAlias = Callable[[str, str, str], Object | None]  # kind, namespace, name

NO_TARGET = "webhook configuration must have either service or URL"


class Client(NamedTuple):
    """The URL that errors name, the one that is called in its place (""), and the authority (PEM).

    `error`: why nobody can be called.
    """

    url: str
    address: str = ""
    authority: str = ""
    error: str = ""


def client_of(config: Mapping[str, Any], seconds: float, outside: Outside, find: Find) -> Client:
    """Return where a clientConfig leads, which has to answer within so many seconds; `find` returns an
    object of the cluster.
    """
    authority = b64decode(config.get("caBundle") or "").decode("utf-8", "replace")
    timeout = f"?timeout={seconds:g}s"
    service = config.get("service")
    if service is None:
        url = config.get("url") or ""
        return Client(url + timeout, "", authority, "" if url else NO_TARGET)
    name, namespace = service.get("name") or "", service.get("namespace") or ""
    port, path = service.get("port") or 443, service.get("path") or "/"
    client = Client(f"https://{name}.{namespace}.svc:{port}{path}{timeout}", "", authority)
    base = _standing_in(outside.services, f"{namespace}/{name}", int(port))
    if base:
        return client._replace(address=base.rstrip("/") + path + timeout)
    return client._replace(error=_silence(find, namespace, name, int(port)))


def _standing_in(services: Mapping[str, str], service: str, port: int) -> str:
    """Return the URL that stands for a port of a Service, or for all its ports; "" for none."""
    return services.get(f"{service}:{port}") or services.get(service) or ""


def _silence(find: Find, namespace: str, name: str, port: int) -> str:
    """Return why a Service does not answer, behind which no container runs."""
    service = find("Service", namespace, name)
    if service is None:
        return f'service "{name}" not found'
    if all(entry.get("port") != port for entry in read(service, "spec.ports", [])):
        return f'no service port {port} found for service "{name}"'
    address = read(service, "spec.clusterIP", "")
    return f"dial tcp {address}:{port}: connect: connection refused"
