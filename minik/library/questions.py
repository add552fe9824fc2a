"""The questions, each asked of the functions that answer on the command line."""

from collections.abc import Mapping, Sequence

from minik.command_line import (
    asked_journeys,
    asked_routes,
    check_choices,
    check_report,
    dns_questions,
    explained_targets,
    pod_arguments,
)
from minik.command_line.check_choices import Choice
from minik.command_line.network_options import Asker
from minik.command_line.proxy_rule_options import RuleOptions
from minik.diagnosis import causes, relevance, way_resolution
from minik.diagnosis.view import View
from minik.discovery.environment import Environment, environments
from minik.errors import ClientError
from minik.library.answers import Explanation, Journey, Lookup, Resolution, Way
from minik.library.records import Findings
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.render.findings_report import Report
from minik.ways import request


def resolve(cluster: Cluster, target: str, given: str, namespace: str, asker: Asker) -> Resolution:
    """Answer `resolve`; `given` is the namespace that was named, `namespace` the one in effect."""
    if request.is_url(target):
        raise ClientError(f"{target} is a URL", hint=f"cluster.request({target!r})")
    words = target.split(" ")
    found = asked_routes.resolve_words(cluster, words, given, namespace, asker)
    return Resolution(found, lambda: why(cluster, target, namespace))


def trace(
    cluster: Cluster, target: str, given: str, namespace: str, asker: Asker, protocol: str
) -> Journey:
    """Answer `trace`."""
    return Journey(
        *asked_journeys.follow_words(cluster, target.split(" "), given, namespace, asker, protocol)
    )


def follow(cluster: Cluster, url: str, headers: Mapping[str, str], method: str) -> Way:
    """Answer `resolve` of a URL."""
    given = [f"{name}: {value}" for name, value in headers.items()]
    return Way(way_resolution.resolve(cluster, request.parse(url, given, method)))


def why(cluster: Cluster, target: str, namespace: str) -> Explanation:
    """Answer `why`."""
    words = target.strip().replace(" ", "/", 1)
    return Explanation(explained_targets.explain_target(cluster, words, namespace))


def dns(cluster: Cluster, name: str, kind: str, namespace: str, source: str) -> Lookup:
    """Answer `dns`."""
    return Lookup(dns_questions.answer(cluster, name, kind, namespace, source))


def env(cluster: Cluster, pod: str, namespace: str) -> tuple[Environment, ...]:
    """Answer `env`."""
    found = pod_arguments.find_pod(cluster, pod.replace(" ", "/", 1), namespace)
    return tuple(environments(cluster, found))


def check(cluster: Cluster, targets: Sequence[str], namespace: str, choice: Choice) -> Findings:
    """Answer `check`, of all or of some targets."""
    choice = check_choices.require_known(choice)
    view = View(cluster)
    keys = check_report.target_keys(targets, cluster, namespace)
    check_report.require_namespace(view, choice.namespace)
    is_part = bool(targets or choice.namespace)
    scope = relevance.scope(cluster, keys, choice.namespace) if is_part else None
    everything = [
        finding
        for finding in causes.collect_findings(view)
        if scope is None or scope.includes(finding)
    ]
    found = causes.at_least(everything, choice.severity)
    kept = check_choices.keep(found, choice, lambda key: cluster.get(*key))
    services = [one for one in view.services if scope is None or scope.holds(objects.key(one))]
    judged = relevance.count_judged(view, scope)
    hints = len(everything) - len(found)
    return Findings.of(Report(kept, len(services), "Service", judged, hints))


def rules(cluster: Cluster, asked: RuleOptions) -> str:
    """Answer `proxy rules`: the text that a node's tools load."""
    mode = asked.mode_of(cluster)
    families = asked.families(cluster)
    sides = [
        asked.side(cluster, mode, family)
        for family in (families if mode.dual_stack else families[:1])
    ]
    return "".join(f"{line}\n" for side in sides for line in side.rules(side.ports, side.view))
