"""Why a pod does not do its work: what is wrong with it, which Services select it and which nearly do."""

from enum import StrEnum

from minik.diagnosis import endpoint_checks, relevance
from minik.diagnosis.endpoint_checks import Gate
from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.nearness import compare
from minik.diagnosis.view import Maker
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


class Selects(StrEnum):
    """Whether a Service selects a pod."""

    YES = "yes"
    NEARLY = "nearly"


def explain(cluster: Cluster, pod: Object) -> Explanation:
    """Explain a pod: what is wrong with it, which Services select it, and which nearly do."""
    rows = []
    for service in cluster.within("Service", objects.namespace(pod)):
        row = (
            service_row(cluster, service, pod)
            if services.selector(service) and not services.is_external_name(service)
            else None
        )
        if row:
            rows.append(row)
    rows.sort(key=lambda row: (row.outcome is not Selects.YES, row.name))
    state = "ready" if pods.is_ready(pod) else "ended" if pods.is_terminal(pod) else "not ready"
    headline = f"Pod {objects.key(pod).path} ({pods.address(pod) or 'no address'}, {state})"
    findings = relevance.findings_about(cluster, objects.key(pod))
    well = not relevance.problems(findings)
    if not rows:
        return relevance.with_all_clear(
            cluster,
            objects.key(pod),
            Explanation(
                f"{headline}: no Service selects it, and none nearly does.",
                findings=findings,
                works=well and (pods.is_ready(pod) or pods.phase(pod) == "Succeeded"),
            ),
        )
    answer = Explanation(
        headline,
        ("service", "selects it", "stands behind it"),
        tuple(rows),
        findings=findings,
        works=any(row.works for row in rows),
    )
    return relevance.with_all_clear(cluster, objects.key(pod), answer)


def service_row(cluster: Cluster, service: Object, pod: Object) -> Row | None:
    """Return how a Service relates to a pod; None if it does not."""
    failed = endpoint_checks.first_failed_check(cluster, service, pod)
    name = objects.name(service)
    if failed is None:
        ports = ", ".join(
            f"{endpoint_checks.target_number(pod, port)}"
            + (
                f' (named port "{port["targetPort"]}")'
                if isinstance(port.get("targetPort"), str)
                else ""
            )
            for port in services.ports(service)
        )
        return Row(name, Selects.YES, f"yes{f', at {ports}' if ports else ''}", True)
    if failed.gate is not Gate.LABELS:
        off = "; publishNotReadyAddresses is off" if failed.gate is Gate.READINESS else ""
        return Row(name, Selects.YES, f"no: {failed.text}{off}")
    miss = compare(Maker(objects.key(pod), pod, "", 1), services.selector(service))
    if len(miss.instead) + len(miss.absent) == 1 and (miss.same or miss.instead) or not miss.absent:
        return Row(name, Selects.NEARLY, f"no: {failed.text}")
    return None
