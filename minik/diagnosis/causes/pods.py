"""Selected pods that cannot answer: ended, pending, broken, terminating, not ready."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.endpoint_checks import FailedCheck
from minik.diagnosis.finding import ERROR, INFO, WARNING, Cause, Finding
from minik.diagnosis.view import View, first_few, has_status
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

UNREADY = Cause(
    "pods-not-ready",
    "F15",
    ERROR,
    "pods match, but none is ready",
    "Only ready pods stand behind a Service, unless it publishes those that are not. Look at the readiness probe: does the application "
    "listen at that port and path, and has it had time to start?",
    symptom="has no ready pod",
)
UNMET = Cause(
    "readiness-gate-unmet",
    "F16",
    ERROR,
    "a readiness gate of the pods is never set",
    "A pod with readiness gates is ready only when each of these conditions is True in its status. Somebody else sets them: usually a "
    "controller (of a load balancer, of a rollout) that is not installed or does not know this pod.",
)
PENDING = Cause(
    "pods-pending",
    "F17",
    ERROR,
    "the pods have no address yet: pending or not scheduled",
    "A pod gets its address from its node. One that no node takes, or that its node has not started, is nowhere. The scheduler says why.",
    symptom="has no pod that has started",
)
ENDED = Cause(
    "pods-ended",
    "F18",
    ERROR,
    "the pods have ended",
    "Pods that have succeeded or failed leave the endpoints for good. A Service needs pods that keep running, so none of a Job.",
    symptom="has no pod that still runs",
)
GOING = Cause(
    "pods-terminating",
    "F19",
    WARNING,
    "the pods are being terminated",
    "A pod that has been told to go is in the slices as terminating and out of the Endpoints; kube-proxy uses it only while nobody else is "
    "ready.",
    symptom="has only pods that are going",
)
BROKEN = Cause(
    "containers-broken",
    "F20",
    ERROR,
    "containers of the pods do not run: crashing, or without an image",
    "A container that crashes again and again, or whose image cannot be pulled, is never ready. Its last state tells the exit code; the "
    "events tell about the image.",
    symptom="has no ready pod",
)
NODE_DOWN = Cause(
    "node-not-ready",
    "F21",
    ERROR,
    "the pods' node is not ready, so they are not",
    "When a node stops reporting, its pods are marked not ready at once and leave the endpoints; after some minutes they are evicted and "
    "made anew elsewhere.",
    symptom="has no ready pod",
)
NODE_GONE = Cause(
    "node-gone",
    "F22",
    ERROR,
    "the pods' node is no longer there: Endpoints list them, slices do not",
    "The controller of EndpointSlices leaves out pods whose node it does not find; that of Endpoints does not look. kube-proxy and DNS "
    "read slices.",
)
TWICE = Cause(
    "address-shared",
    "F23",
    WARNING,
    "several of the pods have the same address and port",
    "Pods on the host network share the address of their node, and two of them there cannot listen on the same port; for kube-proxy they "
    "are one endpoint.",
)
NXDOMAIN = Cause(
    "headless-without-ready-pods",
    "F57",
    ERROR,
    "headless, and no pod is ready: the name does not exist",
    "The name of a headless Service leads to its ready pods. With none of them DNS answers NXDOMAIN, which many clients remember for a "
    "while, where another Service would refuse connections.",
    symptom="has no ready pod: its name does not exist",
)
CODES = {
    code.name: code
    for code in (UNREADY, UNMET, PENDING, ENDED, GOING, BROKEN, NODE_DOWN, NODE_GONE)
}


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        known_pods = [pod for pod in view.selected_pods(service) if has_status(pod)]
        if known_pods:
            yield from unable_pods(view, service, known_pods)
            yield from shared_addresses(service, known_pods)


def unable_pods(view: View, service: Object, known_pods: Sequence[Object]) -> Iterator[Finding]:
    """Yield why pods cannot answer; only INFO if other pods can."""
    failed_by_code: dict[str, list[tuple[Object, FailedCheck]]] = {}
    for pod in known_pods:
        failed = endpoint_checks.check_state(view.cluster, service, pod)
        if failed and failed.code in CODES:
            failed_by_code.setdefault(failed.code, []).append((pod, failed))
    total = sum(map(len, failed_by_code.values()))
    able = len(known_pods) - total
    if not failed_by_code or able and set(failed_by_code) <= {"pods-ended", "pods-terminating"}:
        return
    worst = max(failed_by_code, key=lambda code: (len(failed_by_code[code]), code != "pods-ended"))
    for code in failed_by_code if able else [worst]:
        pod, failed = failed_by_code[code][0]
        if failed.code in ("pods-ended", "pods-terminating") and able:
            continue
        pod_names = first_few([objects.name(pod) for pod, _ in failed_by_code[code]])
        evidence = f"{pluralize(len(known_pods), 'pod')} {'matches' if able + total == 1 else 'match'}, {able or 'none'} can answer: {pod_names}: {failed.text}"
        headless = services.is_headless(service) and not able and code == "pods-not-ready"
        yield Finding(
            NXDOMAIN if headless else CODES[code],
            objects.key(service),
            "spec.selector",
            evidence,
            level=INFO if able and code != "node-gone" else "",
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
                    TWICE,
                    objects.key(service),
                    "spec.selector",
                    f"{objects.name(other)} and {objects.name(pod)} are both at {pods.address(pod)}:{endpoint_checks.target_number(pod, port)}"
                    + (", since they use the host network" if pods.uses_host_network(pod) else ""),
                )
                return
