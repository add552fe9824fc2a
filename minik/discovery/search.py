"""How a pod resolves a name: its resolv.conf, and the walk along the search path.

Upstream rules: kubelet `Configurer.GetPodDNS` for the file, the resolver's `res_search` for the
walk. A node's own resolv.conf is not known here: a pod that uses it asks none of the cluster's
servers.
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network

from minik.discovery.answering import Answer
from minik.discovery.name_server import answer
from minik.discovery.records import Record
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object

CLUSTER_FIRST, WITH_HOST_NET, NONE = "ClusterFirst", "ClusterFirstWithHostNet", "None"
SERVERS, PATHS, CHARACTERS = 3, 32, 2048  # what the kubelet lets a resolv.conf have
NDOTS, DEFAULT_NDOTS, LARGEST_NDOTS = 5, 1, 15
DNS_INDEX = 10
OUTSIDE = "REFUSED"


class Resolver(NamedTuple):
    """A pod's resolv.conf; `notes` say what is unusual about it, `node` whether the node's own
    servers come first.
    """

    servers: tuple[str, ...]
    searches: tuple[str, ...]
    options: Mapping[str, str]
    notes: tuple[str, ...] = ()
    node: bool = False

    @property
    def ndots(self) -> int:
        """Return the number of dots from which a name is tried as it is before the search path."""
        text = self.options.get("ndots", str(DEFAULT_NDOTS))
        return min(int(text), LARGEST_NDOTS) if text.isdecimal() else DEFAULT_NDOTS


class Step(NamedTuple):
    """One name that was tried, and its answer."""

    name: str
    answer: Answer


class Walk(NamedTuple):
    """The names tried until one was answered; `names` are all candidates."""

    names: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """Return the records of the last name tried."""
        return self.steps[-1].answer.answers if self.steps else ()


def cluster_server(cluster: Cluster) -> str:
    """Return the nameserver that kubelets configure: the cluster IP of kube-dns, else the tenth of
    the service CIDR, as kubeadm does.
    """
    service = cluster.get("Service", "kube-system", "kube-dns")
    addresses = services.addresses(service) if service else ()
    return (
        addresses[0] if addresses else str(ip_network(cluster.settings.service_cidrs[0])[DNS_INDEX])
    )


def default_resolver(cluster: Cluster, namespace: str) -> Resolver:
    """Return the resolv.conf of a pod without DNS settings of its own."""
    domain = cluster.settings.cluster_domain
    searches = (f"{namespace}.svc.{domain}", f"svc.{domain}", domain)
    return Resolver((cluster_server(cluster),), searches, {"ndots": str(NDOTS)})


def resolver(cluster: Cluster, pod: Object) -> Resolver:
    """Return the resolv.conf of a pod's containers."""
    policy = objects.spec(pod).get("dnsPolicy") or CLUSTER_FIRST
    falls_back = policy == CLUSTER_FIRST and pods.uses_host_network(pod)
    if policy == WITH_HOST_NET or policy == CLUSTER_FIRST and not falls_back:
        base = default_resolver(cluster, objects.namespace(pod))
    else:
        base = Resolver((), (), {}, tuple(_policy_notes(policy, falls_back)), node=policy != NONE)
    return _within_limits(_with_config(base, objects.spec(pod).get("dnsConfig") or {}), cluster)


def _policy_notes(policy: str, falls_back: bool) -> Iterator[str]:
    if falls_back:
        yield "it uses the host network with dnsPolicy ClusterFirst, so it asks its node's servers: set dnsPolicy: ClusterFirstWithHostNet"
    elif policy == NONE:
        yield "its dnsPolicy is None: it asks only the servers of its dnsConfig"
    else:
        yield f"its dnsPolicy is {policy}: it asks its node's servers, which do not know the cluster's names"


def _with_config(base: Resolver, config: Mapping[str, Sequence[object]]) -> Resolver:
    """Add the pod's `dnsConfig`: servers and searches are appended, options replace those of the
    same name.
    """
    servers = dict.fromkeys((*base.servers, *map(str, config.get("nameservers") or ())))
    searches = dict.fromkeys((*base.searches, *map(str, config.get("searches") or ())))
    own_options = {
        option["name"]: str(option.get("value") or "")
        for option in config.get("options") or ()
        if isinstance(option, dict) and option.get("name")
    }
    return base._replace(
        servers=tuple(servers), searches=tuple(searches), options={**base.options, **own_options}
    )


def _within_limits(unlimited: Resolver, cluster: Cluster) -> Resolver:
    """Apply the kubelet's limits, and note what they cut and which servers are not the cluster's."""
    searches = [
        path
        for index, path in enumerate(unlimited.searches[:PATHS])
        if len(" ".join(unlimited.searches[: index + 1])) <= CHARACTERS
    ]
    notes = list(unlimited.notes)
    if len(searches) < len(unlimited.searches):
        notes.append(
            f"its search path is cut to {len(searches)} of {len(unlimited.searches)} entries (at most {PATHS}, {CHARACTERS} letters)"
        )
    if len(unlimited.servers) > SERVERS:
        notes.append(
            f"of its {len(unlimited.servers)} nameservers only the first {SERVERS} are asked"
        )
    limited = unlimited._replace(servers=unlimited.servers[:SERVERS], searches=tuple(searches))
    cluster_address = cluster_server(cluster)
    if limited.servers and not asks_cluster(limited, cluster):
        notes.append(
            f"its nameserver {limited.servers[0]} is not the cluster's ({cluster_address})"
        )
    return limited._replace(notes=tuple(notes))


def asks_cluster(resolver: Resolver, cluster: Cluster) -> bool:
    """Return whether the cluster's DNS is the first server; the others are asked only if it does
    not answer.
    """
    return not resolver.node and resolver.servers[:1] == (cluster_server(cluster),)


def candidates(name: str, resolver: Resolver) -> tuple[str, ...]:
    """Return the names to try, in order. A trailing dot means only that name; with `ndots` dots the
    name itself is first.
    """
    if name.endswith("."):
        return (name,)
    searched = [
        f"{name}.{path.strip('.')}." if path.strip(".") else f"{name}."
        for path in resolver.searches
    ]
    as_it_is = f"{name}."
    ordered = [as_it_is, *searched] if name.count(".") >= resolver.ndots else [*searched, as_it_is]
    return tuple(dict.fromkeys(ordered))


def walk(cluster: Cluster, name: str, kinds: Sequence[str], resolver: Resolver) -> Walk:
    """Try the candidates until one is answered; a name that exists without such a record does not
    stop the walk.
    """
    names = candidates(name, resolver)
    steps: list[Step] = []
    for candidate in names:
        steps.append(Step(candidate, _merge_answers(cluster, candidate, kinds)))
        if steps[-1].answer.answers:
            break
    return Walk(names, tuple(steps))


def _merge_answers(cluster: Cluster, name: str, kinds: Sequence[str]) -> Answer:
    """Return one answer to questions of several types."""
    replies = [answer(cluster, name, kind) for kind in kinds]
    best = next((reply for reply in replies if reply.answers), replies[0])
    return best._replace(
        answers=tuple(dict.fromkeys(record for reply in replies for record in reply.answers)),
        additional=tuple(dict.fromkeys(record for reply in replies for record in reply.additional)),
    )


def likeliest_step(cluster: Cluster, walk: Walk, name: str, namespace: str) -> Step:
    """Return the step of an unanswered walk that was most likely intended."""
    domain = cluster.settings.cluster_domain
    full = {0: f"{name}.{namespace}.svc.{domain}.", 1: f"{name}.svc.{domain}."}.get(
        name.count("."), f"{name}.{domain}."
    )
    absolute = f"{name.rstrip('.')}."
    expected = (
        absolute
        if absolute.endswith(f".{domain}.") or name.count(".") > 1 and not name.endswith(".svc")
        else full
    )
    existing = (
        step
        for step in walk.steps
        if step.answer.code == "NOERROR" or _names_service(cluster, step.name)
    )
    return next(existing, None) or next(
        (step for step in walk.steps if step.name == expected), walk.steps[-1]
    )


def _names_service(cluster: Cluster, name: str) -> bool:
    """Return whether a full name belongs to an existing Service, though perhaps not to this
    endpoint or port; below an ExternalName there is neither.
    """
    relative, rest, _ = name.partition(f".svc.{cluster.settings.cluster_domain}.")
    *prefix, first, second = ["", *relative.split(".")]
    service = cluster.get("Service", second, first) if rest and first else None
    below = [label.startswith("_") for label in prefix if label]
    return service is not None and (
        not below or (len(below) == 1 or all(below)) and not services.is_external_name(service)
    )


def other_namespaces(cluster: Cluster, name: str, namespace: str) -> Sequence[str]:
    """Return the other namespaces that have a Service of this name."""
    services_named = cluster.table("Service").index_by(_name_key).get(name, ())
    return [
        objects.namespace(service)
        for service in services_named
        if objects.namespace(service) != namespace
    ]


def _name_key(service: Object) -> tuple[str]:
    return (objects.name(service),)


def why_pod_unnamed(cluster: Cluster, name: str) -> str:
    """Return why a pod is not found as `HOST.SERVICE.NAMESPACE.svc...`; "" if there is no such pod."""
    host, service, namespace, *rest = [*name.rstrip(".").split("."), "", ""][:4]
    pod = cluster.get("Pod", namespace, host) if rest else None
    if pod is None:
        return ""
    if not pods.hostname(pod):
        return f"pod {host} has no hostname, so DNS knows it by its address alone: set hostname: {host} and subdomain: {service}"
    if pods.subdomain(pod) != service:
        return f'pod {host} has subdomain "{pods.subdomain(pod)}": its name stands below that Service, not below {service}'
    subdomain_service = cluster.get("Service", namespace, service)
    return (
        ""
        if subdomain_service is None or services.is_headless(subdomain_service)
        else f"Service {service} is not headless"
    )


def reverse(address: str) -> str:
    """Return the reverse name of an address."""
    return ip_address(address).reverse_pointer + "."


def question(name: str, kind: str, cluster: Cluster) -> tuple[str, Sequence[str]]:
    """Return the name and the types to ask for: PTR for an address, A or AAAA by the cluster's
    families for a name.
    """
    if is_address(name):
        return reverse(name), (kind or "PTR",)
    return name, (kind,) if kind else tuple(
        "AAAA" if family == "IPv6" else "A" for family in cluster.settings.families
    )
