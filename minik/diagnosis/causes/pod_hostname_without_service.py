"""Pods that have no name under their subdomain."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "pod-hostname-without-service",
    "F58",
    WARNING,
    "the pod's own name in DNS is missing",
    "A pod is known as CAUSE.SUBDOMAIN.NAMESPACE.svc only if it has both spec.hostname and spec.subdomain, and a headless Service that "
    "is called like the subdomain selects it.",
)


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        yield from pod_hostname(view, maker, f"{maker.path}.spec".removeprefix("."))


def pod_hostname(view: View, maker: Maker, path: str) -> Iterator[Finding]:
    """Yield what keeps a pod from having a name under its subdomain."""
    subdomain = pods.subdomain(maker.pod)
    if not subdomain or maker.key.kind == "StatefulSet":
        return
    service = view.cluster.get("Service", maker.key.namespace, subdomain)
    if service is None:
        yield from missing_service(view, maker, path, subdomain)
        return
    problem = name_problem(service, maker, subdomain)
    if problem:
        field, because, fix = problem
        yield Finding(CAUSE, maker.key, f"{path}.{field}", because, fix)


def missing_service(view: View, maker: Maker, path: str, subdomain: str) -> Iterator[Finding]:
    """Yield a subdomain that no Service has, unless the files have no Services there at all."""
    namespace = maker.key.namespace
    if view.settled or namespace in view.namespaces_with_services:
        existing = [objects.name(other) for other in view.cluster.within("Service", namespace)]
        close = nearest(subdomain, existing)
        yield Finding(
            CAUSE,
            maker.key,
            f"{path}.subdomain",
            f'there is no Service "{subdomain}"',
            patches.field("subdomain", close) if close else f"a headless Service {subdomain}",
            close,
        )


def name_problem(service: Object, maker: Maker, subdomain: str) -> tuple[str, str, str] | None:
    """Return field, evidence and fix of what keeps a pod without a name; None if it has one."""
    selector = services.selector(service)
    if not services.is_headless(service):
        return "subdomain", f'Service "{subdomain}" is not headless', "clusterIP: None"
    if not selector.items() <= objects.labels(maker.pod).items():
        text = f'Service "{subdomain}" does not select the pod'
        return "subdomain", text, patches.pairs(dict(selector))
    if not pods.hostname(maker.pod):
        text = f"it has the subdomain {subdomain}, and no hostname"
        return "hostname", text, patches.field("hostname", maker.key.name)
    return None
