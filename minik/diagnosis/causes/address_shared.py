"""Several of the pods have the same address and port."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View, has_status
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "address-shared",
    "F23",
    WARNING,
    "several of the pods have the same address and port",
    "Pods on the host network share the address of their node, and two of them there cannot listen on the same port; for kube-proxy they "
    "are one endpoint.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from shared_addresses(
            service, [pod for pod in view.selected_pods(service) if has_status(pod)]
        )


def shared_addresses(service: Object, known_pods: Sequence[Object]) -> Iterator[Finding]:
    """Yield two pods at one address and port."""
    seen: dict[tuple[str, int | None], Object] = {}
    for pod in known_pods:
        for port in (
            services.ports(service)[:1] if pods.address(pod) and not pods.is_terminal(pod) else ()
        ):
            other = seen.setdefault(
                (pods.address(pod), endpoint_checks.target_number(pod, port)), pod
            )
            if other is not pod:
                yield Finding(
                    CAUSE,
                    objects.key(service),
                    "spec.selector",
                    f"{objects.name(other)} and {objects.name(pod)} are both at {pods.address(pod)}:{endpoint_checks.target_number(pod, port)}"
                    + (", since they use the host network" if pods.uses_host_network(pod) else ""),
                )
                return
