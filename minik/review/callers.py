"""Who calls a Service: workloads whose containers name it, and Ingresses that lead to it."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.mentions import Call, Mentions
from minik.diagnosis.view import View
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.review.change import Caller


class ServiceCall(NamedTuple):
    """A call of a Service's name, whether the Service exists or not; `port` is a number or a name, ""
    if none is said.
    """

    target: Key
    port: str
    caller: Caller


def find_calls(view: View) -> Iterator[ServiceCall]:
    """Yield every call that the objects of a view make."""
    for call in Mentions(view).calls:
        target = called_key(view.cluster, call)
        if target and call.strong:
            port = str(call.port or "")
            yield ServiceCall(target, port, Caller(call.maker.key, call.field, call.text))
    for ingress in view.cluster.of("Ingress"):
        yield from _backends(ingress)


def called_key(cluster: Cluster, call: Call) -> Key | None:
    """Return the key of the Service that a called name would be; None for a name of another form."""
    domain = cluster.settings.cluster_domain
    labels = call.host.removesuffix(f".{domain}").split(".")
    if len(labels) > 2 and labels[2:] != ["svc"]:
        return None
    namespace = labels[1] if len(labels) > 1 else call.maker.key.namespace
    return Key("Service", namespace, labels[0])


def _backends(ingress: Object) -> Iterator[ServiceCall]:
    """Yield the Services to which an Ingress leads."""
    spec = objects.spec(ingress)
    places = [("spec.defaultBackend", spec.get("defaultBackend"))] + [
        (f"spec.rules[{index}].http.paths[{number}].backend", path.get("backend"))
        for index, rule in enumerate(spec.get("rules") or ())
        for number, path in enumerate((rule.get("http") or {}).get("paths") or ())
    ]
    for field, backend in places:
        service: Mapping[str, Any] = (backend or {}).get("service") or {}
        if service.get("name"):
            port = service.get("port") or {}
            said = str(port.get("name") or port.get("number") or "")
            caller = Caller(objects.key(ingress), field, f"{service['name']}:{said}")
            target = Key("Service", objects.namespace(ingress), service["name"])
            yield ServiceCall(target, said, caller)
