"""Selected pods that cannot answer: ended, pending, broken, terminating, not ready."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.endpoint_checks import FailedCheck
from minik.diagnosis.finding import INFO, Fact
from minik.diagnosis.view import View, first_few, has_status
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize
from minik.proxy.answering import answers

CODES = (
    "pods-not-ready",
    "readiness-gate-unmet",
    "pods-pending",
    "pods-ended",
    "pods-terminating",
    "containers-broken",
    "node-not-ready",
    "node-gone",
)


def facts(view: View) -> Iterator[Fact]:
    """Yield why the pods of each Service cannot answer."""
    for service in view.selector_services:
        known_pods = [pod for pod in view.selected_pods(service) if has_status(pod)]
        if known_pods:
            yield from unable_pods(view, service, known_pods)
        elif view.cluster.held.lacks("Pod") and not answers(view.cluster, service):
            text = "no EndpointSlice holds a ready endpoint; its pods are unknown, and so is the reason"
            yield Fact("pods-not-ready", objects.key(service), "spec.selector", text)


def unable_pods(view: View, service: Object, known_pods: Sequence[Object]) -> Iterator[Fact]:
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
        yield Fact(
            "headless-without-ready-pods" if headless else code,
            objects.key(service),
            "spec.selector",
            evidence,
            level=INFO if able and code != "node-gone" else "",
        )
