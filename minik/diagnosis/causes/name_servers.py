"""Which name server pods ask: the cluster's, or one that does not know Services."""

from collections.abc import Iterator
from difflib import get_close_matches

from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import Mentions, called_service
from minik.diagnosis.name_server import silent_server
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

HOST_NETWORK = Cause(
    "host-network-without-cluster-dns",
    "F64",
    INFO,
    "a pod on the host network asks the node's name servers",
    "With hostNetwork the policy ClusterFirst falls back to Default: names of Services are unknown. Set dnsPolicy: "
    "ClusterFirstWithHostNet.",
)
NO_CLUSTER_DNS = Cause(
    "without-cluster-dns",
    "F65",
    INFO,
    "the pod's dnsPolicy keeps it from the cluster's name server",
    "With dnsPolicy Default a pod uses the name servers of its node, with None those of its dnsConfig; neither knows Services, unless the "
    "cluster's own server is among them.",
)
SERVER = Cause(
    "cluster-dns-missing",
    "F70",
    ERROR,
    "the cluster's name server is not there, or is not the one that pods ask",
    "Pods ask the cluster IP of the Service kube-dns in kube-system. Without it, without endpoints behind it, or with another address in "
    "dnsConfig, no name of a Service is known.",
    symptom="leaves names of Services unknown",
)
SEARCH = Cause(
    "search-path-long",
    "F71",
    INFO,
    "a long search path: every outside name is asked for many times",
    "A name with fewer dots than ndots is tried with every domain of the search path before it is tried as it is; answers that there is "
    "no such name are remembered.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    needing = {call.maker.key for call in view.index(Mentions).calls if called_service(view, call)}
    for maker in view.makers.values():
        yield from pod_dns(view, maker, maker.key in needing)
    yield from cluster_server(view)


def pod_dns(view: View, maker: Maker, needs_names: bool) -> Iterator[Finding]:
    """Yield problems of a pod's DNS settings."""
    policy = objects.spec(maker.pod).get("dnsPolicy") or "ClusterFirst"
    level = WARNING if needs_names else ""
    path = f"{maker.path}.spec" if maker.path else "spec"
    if policy == "ClusterFirst" and pods.uses_host_network(maker.pod):
        yield Finding(
            HOST_NETWORK,
            maker.key,
            f"{path}.dnsPolicy",
            "hostNetwork with ClusterFirst: the node's name servers are asked",
            "dnsPolicy: ClusterFirstWithHostNet",
            level=level,
        )
    if policy in ("Default", "None"):
        yield from other_servers(view, maker, policy, path, level)
    yield from long_searches(maker, path)


def other_servers(
    view: View, maker: Maker, policy: str, path: str, level: str
) -> Iterator[Finding]:
    """Yield name servers of a pod that are not the cluster's."""
    nameservers = (objects.spec(maker.pod).get("dnsConfig") or {}).get("nameservers") or ()
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    if server and set(nameservers) & set(services.addresses(server)):
        return
    listed = ", ".join(nameservers)
    if policy == "None" and server and any(is_near(entry, server) for entry in nameservers):
        address = services.cluster_ip(server)
        yield Finding(
            SERVER,
            maker.key,
            f"{path}.dnsConfig.nameservers",
            f"{listed} is not {address}, the address of kube-dns",
            f"nameservers: [{address}]",
        )
    elif (
        policy == "Default"
        or server
        or not any(may_be_cluster_dns(view, entry) for entry in nameservers)
    ):
        policy_text = f"None, with the name servers {listed}" if policy == "None" else policy
        yield Finding(
            NO_CLUSTER_DNS,
            maker.key,
            f"{path}.dnsPolicy",
            f"dnsPolicy is {policy_text}: names of Services are unknown",
            "dnsPolicy: ClusterFirst",
            level=level,
        )


def long_searches(maker: Maker, path: str) -> Iterator[Finding]:
    """Yield settings that make a name server be asked many times for one name."""
    config = objects.spec(maker.pod).get("dnsConfig") or {}
    written = (
        int(entry["value"])
        for entry in config.get("options") or ()
        if entry.get("name") == "ndots" and str(entry.get("value") or "").isdecimal()
    )
    dots, searches = next(written, 5), len(config.get("searches") or ())
    if dots > 5 or searches > 5:
        yield Finding(
            SEARCH,
            maker.key,
            f"{path}.dnsConfig",
            f"ndots {dots} and {pluralize(searches, 'more search domain')}: up to "
            f"{searches + 4} questions for an outside name",
            "ndots: 2, or names that end with a dot",
        )


def is_near(address: str, server: Object) -> bool:
    """Return whether an address is probably a misspelt address of a Service."""
    return bool(get_close_matches(address, services.addresses(server), 1, 0.7))


def may_be_cluster_dns(view: View, address: str) -> bool:
    """Return whether an address may be the cluster's name server."""
    return (
        address.endswith(".10")
        and address.startswith("10.")
        or any(address in services.addresses(service) for service in view.services)
    )


def cluster_server(view: View) -> Iterator[Finding]:
    """Yield a Service kube-dns that is missing, if the cluster runs CoreDNS, or that is silent."""
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    workers = [
        workload
        for workload in view.workloads
        if objects.name(workload) in ("coredns", "kube-dns")
        and objects.namespace(workload) == "kube-system"
    ]
    if server is None and workers:
        yield Finding(
            SERVER,
            objects.key(workers[0]),
            "metadata.name",
            "there is no Service kube-dns in kube-system, so no pod finds it",
            "a Service kube-dns with the selector k8s-app: kube-dns",
        )
    silent = silent_server(view.cluster) if view.settled else None
    if silent is not None and silent in view.services:
        yield Finding(
            SERVER,
            objects.key(silent),
            "spec.selector",
            "no pod answers behind kube-dns, so no name of a Service is found",
            "minik why svc/kube-dns -n kube-system",
        )
