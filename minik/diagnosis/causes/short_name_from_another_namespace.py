"""Short names of Services that are called from another namespace."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions
from minik.diagnosis.view import View, first_few
from minik.kinds import pod as pods
from minik.model import object as objects

CAUSE = Cause(
    "short-name-from-another-namespace",
    "F55",
    ERROR,
    "a short name is used in a namespace that has no such Service",
    "A name without a namespace is looked up in the namespace of the pod that asks. A Service elsewhere is called NAME.NAMESPACE.",
)


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        namespace = call.maker.key.namespace
        if "." in call.host or view.cluster.get("Service", namespace, call.host) is not None:
            continue
        namespaces = view.index(namespaces_by_name).get(call.host, ())
        if namespaces and not is_own_name(call):
            name = f"{call.host}.{namespaces[0]}"
            yield Finding(
                CAUSE,
                call.maker.key,
                call.field,
                f"{call.text}: Service {call.host} is in namespace {first_few(namespaces)}, the pod in {namespace}",
                name,
                name,
            )


def is_own_name(call: Call) -> bool:
    """Return whether a name is that of the pod itself or of this machine."""
    return call.host in ("localhost", "host") or call.host in {
        container.get("name") for container in pods.containers(call.maker.pod)
    }


def namespaces_by_name(view: View) -> dict[str, list[str]]:
    """Return the namespaces of the Services of each name."""
    namespaces: dict[str, list[str]] = {}
    for service in view.services:
        namespaces.setdefault(objects.name(service), []).append(objects.namespace(service))
    return namespaces
