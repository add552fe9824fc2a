"""What `resolve`, `why`, `check`, `trace`, `dns` and `env` say of one cluster, and where two of them
contradict each other.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.diagnosis import causes, name_server, relevance, service_explanation
from minik.diagnosis.explanation import Explanation
from minik.diagnosis.finding import ERROR, INFO, Finding
from minik.diagnosis.journey import follow
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.diagnosis.view import View
from minik.discovery import environment, search
from minik.discovery.names import Name
from minik.errors import ClientError
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.proxy import mode as modes
from minik.proxy.clients import Client
from minik.proxy.mode import Mode

API_SERVER = Key("Service", "default", "kubernetes")  # a dump may lack its endpoints
OUTSIDE = Client("outside", "outside")


def contradictions(cluster: Cluster, some_modes: Sequence[Mode] = ()) -> Iterator[str]:
    """Yield each pair of answers of which one must be wrong; packets are sent through the rules of
    all modes, or of some.
    """
    findings = causes.collect_findings(View(cluster))
    for service in cluster.of("Service"):
        title = objects.key(service).path
        found = of_service(cluster, service, findings, some_modes or list(modes.all_modes()))
        yield from (f"{title}: {text}" for text in found)
    for pod in cluster.of("Pod"):
        yield from (f"{objects.key(pod).path}: {text}" for text in of_variables(cluster, pod))


def of_service(
    cluster: Cluster, service: Object, findings: list[Finding], some_modes: Sequence[Mode]
) -> Iterator[str]:
    name = Name(objects.name(service), objects.namespace(service))
    resolution = resolve(cluster, name)
    answers = resolution.reason is None
    explained = service_explanation.explain(cluster, service)
    if explained.works is not answers:
        yield f"resolve {describe(answers)}, why {describe(explained.works)}"
    yield from of_findings(cluster, explained, findings, answers)
    yield from of_packets(cluster, service, name, some_modes)
    yield from of_names(cluster, service, answers)


def describe(answers: bool) -> str:
    return "says that it answers" if answers else "says that it does not answer"


def of_findings(
    cluster: Cluster, explained: Explanation, findings: list[Finding], answers: bool
) -> Iterator[str]:
    key = explained.subject
    assert key
    scope = relevance.scope(cluster, {key}, "")
    told = [finding for finding in findings if scope.includes(finding)]
    yield from only_one_tells("check", told, explained.findings)
    yield from only_one_tells("why", explained.findings, told)
    own = [finding for finding in explained.findings if finding.severity != INFO]
    if explained.looked_at and own:
        yield f"why says that all is well, and tells {own[0].code.name}"
    nameless = name_server.silent_server(cluster) is not None  # told of kube-dns, once
    if not answers and not own and key != API_SERVER and not nameless:
        yield "nobody answers, and check finds nothing"
    for finding in own:
        if finding.object == key and finding.severity == ERROR and finding.code.symptom and answers:
            yield f"it answers, and check says {finding.code.name}"


def only_one_tells(side: str, told: Iterable[Finding], others: Iterable[Finding]) -> Iterator[str]:
    """Yield the findings that the other side does not tell of the same object, or of one that it is
    about.
    """
    shown = {(finding.code, key) for finding in others for key in (finding.object, *finding.about)}
    for finding in told:
        if not any((finding.code, key) in shown for key in (finding.object, *finding.about)):
            yield f"only {side} tells {finding.code.name} of {finding.object.kind} {finding.object.path}"


def of_packets(
    cluster: Cluster, service: Object, name: Name, some_modes: Sequence[Mode]
) -> Iterator[str]:
    if services.is_headless(service) or services.is_external_name(service):
        return
    for mode in some_modes:
        for client in (None, OUTSIDE, *clients(cluster)):
            view = Viewpoint(mode, client.node if client else None, client)
            for port in services.ports(service):
                asked = name._replace(port=str(port["port"]))
                protocol = port["protocol"].lower()
                where = f"{mode.name}, {client.label if client else 'nobody'}, {port['port']}"
                yield from of_packet(cluster, asked, view, protocol, where)


def of_packet(
    cluster: Cluster, asked: Name, view: Viewpoint, protocol: str, where: str
) -> Iterator[str]:
    resolution = resolve(cluster, asked, view)
    routes = [route for route in resolution.main if route.protocol.lower() == protocol]
    answers = any(route.backends for route in routes)
    try:
        journey = follow(cluster, asked, view, protocol)
    except ClientError as error:
        if answers:
            yield f"{where}: resolve says that it answers, trace: {error.message}"
        return
    if journey.answers is not answers:
        yield f"{where}: resolve {describe(answers)}, trace {describe(journey.answers)}"
    elif answers and journey.hops:
        places = set(journey.hops[-1].trace.places)
        route = next(one for one in routes if one.address == journey.packet.destination)
        if view.node is not None and not {one.place for one in route.backends} <= places:
            yield f"{where}: resolve and trace name other backends"


def clients(cluster: Cluster) -> Iterator[Client]:
    """Yield a node and a pod of each node, as those who ask."""
    for node in cluster.of("Node")[:3]:
        name = objects.name(node)
        addresses = tuple(nodes.addresses(node, "InternalIP"))
        yield Client("node", f"node/{name}", addresses[:1], node)
        mine = [pod for pod in cluster.of("Pod") if pods.node(pod) == name and pods.addresses(pod)]
        mine = [pod for pod in mine if not pods.uses_host_network(pod)]
        yield from (
            Client("pod", f"pod/{objects.name(pod)}", tuple(pods.addresses(pod)), node, pod)
            for pod in mine[:1]
        )


def of_names(cluster: Cluster, service: Object, answers: bool) -> Iterator[str]:
    resolver = search.default_resolver(cluster, objects.namespace(service))
    name, kinds = search.question(objects.name(service), "", cluster)
    silent = name_server.why_silent(cluster)
    records = () if silent else search.walk(cluster, name, kinds, resolver).records
    if answers and not records:
        yield "it answers, and DNS has no such name"


def of_variables(cluster: Cluster, pod: Object) -> Iterator[str]:
    """Yield variables that name an address which no Service has."""
    addresses = {
        address for service in cluster.of("Service") for address in services.addresses(service)
    }
    for one in environment.environments(cluster, pod):
        for variable in one.variables:
            if variable.name.endswith("_SERVICE_HOST") and variable.value not in addresses:
                yield f"env names {variable.value}, which no Service has"
