"""Why a Service does not work: every pod that was considered for it, and what is wrong."""

from minik.diagnosis import considered_pods, relevance
from minik.diagnosis.explanation import Explanation
from minik.diagnosis.finding import Finding
from minik.diagnosis.resolution import resolve
from minik.discovery.names import Name
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.wording import pluralize


def explain(cluster: Cluster, service: Object, port: str = "") -> Explanation:
    """Explain a Service, or one of its ports: every pod that was considered for it. Whether it
    works is what `resolve` says.
    """
    findings = relevance.findings_about(cluster, objects.key(service))
    if services.is_external_name(service):
        answer = of_external_name(service, findings)
    elif not services.selector(service):
        answer = of_selectorless(cluster, service, findings)
    else:
        answer = of_selector(cluster, service, findings)
    name = Name(objects.name(service), objects.namespace(service), port=port)
    reason = resolve(cluster, name).reason
    if reason and not relevance.problems(findings):
        answer = answer._replace(headline=f"{answer.headline}  {reason.text}")
    answer = answer._replace(works=reason is None)
    return relevance.with_all_clear(cluster, objects.key(service), answer)


def of_external_name(service: Object, findings: tuple[Finding, ...]) -> Explanation:
    """Explain a Service that is another name."""
    target = services.external_name(service)
    return Explanation(
        f"{title(service)} is another name for {target}; no pod stands behind it.",
        findings=findings,
    )


def of_selectorless(
    cluster: Cluster, service: Object, findings: tuple[Finding, ...]
) -> Explanation:
    """Explain a Service whose endpoints somebody writes by hand."""
    number = considered_pods.count_endpoints(cluster, service)
    state = (
        f"has {pluralize(number, 'endpoint')}, written by hand"
        if number
        else "has no endpoints, and nobody but you writes them"
    )
    headline = f"{title(service)} {state}.  It has no selector."
    return Explanation(headline, findings=findings)


def of_selector(cluster: Cluster, service: Object, findings: tuple[Finding, ...]) -> Explanation:
    """Explain a Service that selects pods."""
    number = considered_pods.count_endpoints(cluster, service)
    rows, more, unlike = considered_pods.rows(cluster, service)
    selector_text = ", ".join(
        f"{name}={value}" for name, value in sorted(services.selector(service).items())
    )
    leaving = considered_pods.count_leaving(cluster, service)
    head = f"has {pluralize(number, 'endpoint')}" if number else "has no endpoints"
    if leaving and not number:
        head = f"has no ready endpoint; {leaving} that {'is' if leaving == 1 else 'are'} leaving still {'answers' if leaving == 1 else 'answer'}"
    shares = "shares" if unlike == 1 else "share"
    rest = (
        f"{more} more are stopped or pass the same way" if more else "",
        f"{pluralize(unlike, 'pod')} {shares} no label with the selector" if unlike else "",
    )
    return Explanation(
        f"{title(service)} {head}.  Selector: {selector_text}",
        ("pod", "stopped by", ""),
        tuple(rows),
        "; ".join(filter(None, rest)),
        findings,
    )


def title(service: Object) -> str:
    """Return `Service default/web`."""
    return f"Service {objects.key(service).path}"
