"""Names of Services that do not resolve from where they are called."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, SUSPECT, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions
from minik.diagnosis.view import View, first_few
from minik.kinds import pod as pods
from minik.model import object as objects

FOREIGN = Cause(
    "short-name-from-another-namespace",
    "F55",
    ERROR,
    "a short name is used in a namespace that has no such Service",
    "A name without a namespace is looked up in the namespace of the pod that asks. A Service elsewhere is called NAME.NAMESPACE.",
)
SHAPE = Cause(
    "name-without-svc",
    "F56",
    ERROR,
    "the name has not the form NAME.NAMESPACE.svc.DOMAIN of this cluster",
    "The full name of a Service is NAME.NAMESPACE.svc and the cluster's domain. Without svc, or with another domain, nothing answers.",
)


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        yield from called_names(view, call)


def called_names(view: View, call: Call) -> Iterator[Finding]:
    """Yield called names that do not resolve from the namespace of the pod."""
    domain, labels, namespace = (
        view.cluster.settings.cluster_domain,
        call.host.split("."),
        call.maker.key.namespace,
    )
    if len(labels) == 1 and view.cluster.get("Service", namespace, call.host) is None:
        namespaces = view.index(namespaces_by_name).get(call.host, ())
        if namespaces and not is_own_name(call):
            name = f"{call.host}.{namespaces[0]}"
            yield Finding(
                FOREIGN,
                call.maker.key,
                call.field,
                f"{call.text}: Service {call.host} is in namespace {first_few(namespaces)}, the pod in {namespace}",
                name,
                name,
            )
    elif call.host.endswith("." + domain):
        relative = call.host.removesuffix("." + domain).split(".")
        if len(relative) == 2 and relative[1] not in ("svc", "pod") and relative != ["ns", "dns"]:
            yield Finding(
                SHAPE,
                call.maker.key,
                call.field,
                f"{call.host} lacks svc",
                f"{relative[0]}.{relative[1]}.svc.{domain}",
            )
    elif (
        len(labels) > 4 and labels[2] == "svc" and view.cluster.get("Service", labels[1], labels[0])
    ):
        yield Finding(
            SHAPE,
            call.maker.key,
            call.field,
            f"{call.host} ends with another domain than {domain}",
            f"{labels[0]}.{labels[1]}.svc.{domain}",
            doubt="" if view.settled else SUSPECT,
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
