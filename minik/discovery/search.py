"""How a pod asks for a name: its resolv.conf, and the walk along the search path.

Upstream rules: kubelet `Configurer.GetPodDNS` for the file, the resolver's `res_search` for the walk. Of a node's own resolv.conf nothing
is known here: a pod that uses it asks none of the cluster's servers.
"""
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from minik.discovery.answering import Answer, answer
from minik.discovery.names import is_address
from minik.discovery.records import Record
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

CLUSTER_FIRST, WITH_HOST_NET, NONE = "ClusterFirst", "ClusterFirstWithHostNet", "None"
SERVERS, PATHS, LETTERS = 3, 32, 2048  # what the kubelet lets a resolv.conf have
NDOTS, DEFAULT_NDOTS, LARGEST_NDOTS = 5, 1, 15
TENTH = 10
OUTSIDE = "REFUSED"


class Resolver(NamedTuple):
    """A pod's resolv.conf; `notes` say what is unusual about it, `node` that the servers of its node come first."""

    servers: tuple[str, ...]
    searches: tuple[str, ...]
    options: Mapping[str, str]
    notes: tuple[str, ...] = ()
    node: bool = False

    @property
    def ndots(self) -> int:
        """How many dots a name needs to be tried as it is before the search path."""
        text = self.options.get("ndots", str(DEFAULT_NDOTS))
        return min(int(text), LARGEST_NDOTS) if text.isdecimal() else DEFAULT_NDOTS


class Step(NamedTuple):
    """One name that is tried, and what is answered."""

    name: str
    answer: Answer


class Walk(NamedTuple):
    """The names tried until one was answered; `names` are all that would be."""

    names: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """What the last name was answered with."""
        return self.steps[-1].answer.answers if self.steps else ()


def cluster_server(cluster: Cluster) -> str:
    """The address that kubelets write into resolv.conf: that of Service kube-dns, the tenth of the range by kubeadm's rule."""
    service = cluster.get("Service", "kube-system", "kube-dns")
    found = services.addresses(service) if service else ()
    return found[0] if found else str(ip_network(cluster.settings.service_cidrs[0])[TENTH])


def usual(cluster: Cluster, namespace: str) -> Resolver:
    """The resolv.conf of a pod that has no wishes of its own."""
    domain = cluster.settings.cluster_domain
    searches = (f"{namespace}.svc.{domain}", f"svc.{domain}", domain)
    return Resolver((cluster_server(cluster),), searches, {"ndots": str(NDOTS)})


def resolver(cluster: Cluster, pod: Object) -> Resolver:
    """The resolv.conf of a pod's containers."""
    policy = objects.spec(pod).get("dnsPolicy") or CLUSTER_FIRST
    fallen = policy == CLUSTER_FIRST and pods.uses_host_network(pod)
    if policy == WITH_HOST_NET or policy == CLUSTER_FIRST and not fallen:
        base = usual(cluster, objects.namespace(pod))
    else:
        base = Resolver((), (), {}, tuple(_policy_notes(policy, fallen)), node=policy != NONE)
    return _within_limits(_with_config(base, objects.spec(pod).get("dnsConfig") or {}), cluster)


def _policy_notes(policy: str, fallen: bool) -> Iterator[str]:
    if fallen:
        yield "it uses the host network with dnsPolicy ClusterFirst, so it asks its node's servers: set dnsPolicy: ClusterFirstWithHostNet"
    elif policy == NONE:
        yield "its dnsPolicy is None: it asks only the servers of its dnsConfig"
    else:
        yield f"its dnsPolicy is {policy}: it asks its node's servers, which do not know the cluster's names"


def _with_config(base: Resolver, config: Mapping[str, Sequence[object]]) -> Resolver:
    """With what `dnsConfig` adds: servers and searches after those there are, options in place of those of the same name."""
    servers = dict.fromkeys((*base.servers, *map(str, config.get("nameservers") or ())))
    searches = dict.fromkeys((*base.searches, *map(str, config.get("searches") or ())))
    wished = {one["name"]: str(one.get("value") or "") for one in config.get("options") or () if isinstance(one, dict) and one.get("name")}
    return base._replace(servers=tuple(servers), searches=tuple(searches), options={**base.options, **wished})


def _within_limits(wished: Resolver, cluster: Cluster) -> Resolver:
    """What the kubelet cuts off, and what is then unusual about the servers."""
    searches = [path for place, path in enumerate(wished.searches[:PATHS]) if len(" ".join(wished.searches[:place + 1])) <= LETTERS]
    notes = list(wished.notes)
    if len(searches) < len(wished.searches):
        notes.append(f"its search path is cut to {len(searches)} of {len(wished.searches)} entries (at most {PATHS}, {LETTERS} letters)")
    if len(wished.servers) > SERVERS:
        notes.append(f"of its {len(wished.servers)} nameservers only the first {SERVERS} are asked")
    fit = wished._replace(servers=wished.servers[:SERVERS], searches=tuple(searches))
    ours = cluster_server(cluster)
    if fit.servers and not asks_cluster(fit, cluster):
        notes.append(f"its nameserver {fit.servers[0]} is not the cluster's ({ours})")
    return fit._replace(notes=tuple(notes))


def asks_cluster(resolver: Resolver, cluster: Cluster) -> bool:
    """Whether the cluster's own server is the one that it asks first: the others are asked only if that is silent."""
    return not resolver.node and resolver.servers[:1] == (cluster_server(cluster),)


def text(resolver: Resolver) -> str:
    """The file as the kubelet writes it."""
    options = " ".join(f"{name}:{value}" if value else name for name, value in resolver.options.items())
    lines = [f"search {' '.join(resolver.searches)}"] if resolver.searches else []
    lines += [f"nameserver {server}" for server in resolver.servers]
    return "\n".join([*lines, f"options {options}"] if options else lines)


def candidates(name: str, resolver: Resolver) -> tuple[str, ...]:
    """The names that are tried, in order: a name with a dot at its end is tried alone, one with `ndots` dots as it is first."""
    if name.endswith("."):
        return (name,)
    searched = [f"{name}.{path.strip('.')}." if path.strip(".") else f"{name}." for path in resolver.searches]
    as_it_is = f"{name}."
    ordered = [as_it_is, *searched] if name.count(".") >= resolver.ndots else [*searched, as_it_is]
    return tuple(dict.fromkeys(ordered))


def walk(cluster: Cluster, name: str, kinds: Sequence[str], resolver: Resolver) -> Walk:
    """Names are tried until one is answered; one that is there without such a record does not stop the walk."""
    names = candidates(name, resolver)
    steps: list[Step] = []
    for candidate in names:
        steps.append(Step(candidate, _together(cluster, candidate, kinds)))
        if steps[-1].answer.answers:
            break
    return Walk(names, tuple(steps))


def _together(cluster: Cluster, name: str, kinds: Sequence[str]) -> Answer:
    """One answer to questions of several types."""
    found = [answer(cluster, name, kind) for kind in kinds]
    best = next((one for one in found if one.answers), found[0])
    return best._replace(answers=tuple(dict.fromkeys(record for one in found for record in one.answers)),
                         additional=tuple(dict.fromkeys(record for one in found for record in one.additional)))


def meant(cluster: Cluster, walk: Walk, name: str, namespace: str) -> Step:
    """Of the names that were not answered, the one that was most likely meant."""
    domain = cluster.settings.cluster_domain
    full = {0: f"{name}.{namespace}.svc.{domain}.", 1: f"{name}.svc.{domain}."}.get(name.count("."), f"{name}.{domain}.")
    whole = f"{name.rstrip('.')}."
    wanted = whole if whole.endswith(f".{domain}.") or name.count(".") > 1 and not name.endswith(".svc") else full
    there = (step for step in walk.steps if step.answer.code == "NOERROR" or _names_service(cluster, step.name))
    return next(there, None) or next((step for step in walk.steps if step.name == wanted), walk.steps[-1])


def _names_service(cluster: Cluster, name: str) -> bool:
    """Whether a service stands behind a full name, though perhaps not this endpoint or port of it."""
    front, below, _ = name.partition(f".svc.{cluster.settings.cluster_domain}.")
    labels = front.split(".")
    return bool(below) and len(labels) > 1 and cluster.get("Service", labels[-1], labels[-2]) is not None


def elsewhere(cluster: Cluster, name: str, namespace: str) -> Sequence[str]:
    """The other namespaces in which there is a service of this name."""
    found = cluster.table("Service").indexed(_named).get(name, ())
    return [objects.namespace(service) for service in found if objects.namespace(service) != namespace]


def _named(service: Object) -> tuple[str]:
    return (objects.name(service),)


def unnamed_pod(cluster: Cluster, name: str) -> str:
    """Why a pod is not found as `HOST.SERVICE.NAMESPACE.svc...`; nothing where no pod of this name or host name is meant."""
    host, service, namespace, *rest = [*name.rstrip(".").split("."), "", ""][:4]
    pod = cluster.get("Pod", namespace, host) if rest else None
    if pod is None:
        return ""
    if not pods.hostname(pod):
        return f"pod {host} has no hostname, so DNS knows it by its address alone: set hostname: {host} and subdomain: {service}"
    if pods.subdomain(pod) != service:
        return f'pod {host} has subdomain "{pods.subdomain(pod)}": its name stands below that Service, not below {service}'
    front = cluster.get("Service", namespace, service)
    return "" if front is None or services.is_headless(front) else f"Service {service} is not headless"


def reverse(address: str) -> str:
    """The name under which DNS keeps who has an address."""
    return ip_address(address).reverse_pointer + "."


def question(name: str, kind: str, cluster: Cluster) -> tuple[str, Sequence[str]]:
    """The name and types that are asked for: an address by its PTR record, a name by the addresses of the cluster's families."""
    if is_address(name):
        return reverse(name), (kind or "PTR",)
    return name, (kind,) if kind else tuple("AAAA" if family == "IPv6" else "A" for family in cluster.settings.families)
