"""Whom pods ask for names: the cluster's name server, or one that does not know Services."""
from collections.abc import Iterator
from difflib import get_close_matches

from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.mentions import Mentions, meant
from minik.diagnosis.view import Maker, View, counted
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

HOST_NETWORK = Code(
    "host-network-without-cluster-dns", "F64", INFO, "a pod on the host network asks the node's name servers",
    "With hostNetwork the policy ClusterFirst falls back to Default: names of Services are unknown. Set dnsPolicy: "
    "ClusterFirstWithHostNet.")
NO_CLUSTER_DNS = Code(
    "without-cluster-dns", "F65", INFO, "the pod's dnsPolicy keeps it from the cluster's name server",
    "With dnsPolicy Default a pod uses the name servers of its node, with None those of its dnsConfig; neither knows Services, unless the "
    "cluster's own server is among them.")
SERVER = Code(
    "cluster-dns-missing", "F70", ERROR, "the cluster's name server is not there, or is not the one that pods ask",
    "Pods ask the cluster IP of the Service kube-dns in kube-system. Without it, without endpoints behind it, or with another address in "
    "dnsConfig, no name of a Service is known.")
SEARCH = Code(
    "search-path-long", "F71", INFO, "a long search path: every outside name is asked for many times",
    "A name with fewer dots than ndots is tried with every domain of the search path before it is tried as it is; answers that there is "
    "no such name are remembered.", SUSPECT)


def findings(view: View) -> Iterator[Finding]:
    needing = {call.maker.key for call in view.index(Mentions).calls if meant(view, call)}
    for maker in view.makers.values():
        yield from of_pods(view, maker, maker.key in needing)
    yield from cluster_server(view)


def of_pods(view: View, maker: Maker, needs_names: bool) -> Iterator[Finding]:
    """How a pod asks for names, and under which it is known itself."""
    pod, spec = maker.pod, objects.spec(maker.pod)
    policy, level = spec.get("dnsPolicy") or "ClusterFirst", WARNING if needs_names else ""
    path = f"{maker.path}.spec" if maker.path else "spec"
    if policy == "ClusterFirst" and pods.uses_host_network(pod):
        yield Finding(HOST_NETWORK, maker.key, f"{path}.dnsPolicy", "hostNetwork with ClusterFirst: the node's name servers are asked",
                      "dnsPolicy: ClusterFirstWithHostNet", level=level)
    config = spec.get("dnsConfig") or {}
    given = config.get("nameservers") or ()
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    if policy in ("Default", "None") and not (server and set(given) & set(services.addresses(server))):
        told = f"None, with the name servers {', '.join(given)}" if policy == "None" else policy
        if policy == "None" and server and any(near(one, server) for one in given):
            yield Finding(SERVER, maker.key, f"{path}.dnsConfig.nameservers", f"{', '.join(given)} is not {services.cluster_ip(server)}, "
                          "the address of kube-dns", f"nameservers: [{services.cluster_ip(server)}]")
        elif policy == "Default" or server or not any(is_inside(view, one) for one in given):
            yield Finding(NO_CLUSTER_DNS, maker.key, f"{path}.dnsPolicy", f"dnsPolicy is {told}: names of Services are unknown",
                          "dnsPolicy: ClusterFirst", level=level)
    dots = next((int(one["value"]) for one in config.get("options") or () if one.get("name") == "ndots" and
                 str(one.get("value") or "").isdecimal()), 5)
    searches = len(config.get("searches") or ())
    if dots > 5 or searches > 5:
        yield Finding(SEARCH, maker.key, f"{path}.dnsConfig", f"ndots {dots} and {counted(searches, 'more search domain')}: up to "
                      f"{searches + 4} questions for an outside name", "ndots: 2, or names that end with a dot")


def near(address: str, server: Object) -> bool:
    """Whether an address was probably meant to be that of a service."""
    return bool(get_close_matches(address, services.addresses(server), 1, 0.7))


def is_inside(view: View, address: str) -> bool:
    """Whether an address may be that of the cluster's server, where nobody has told."""
    return address.endswith(".10") and address.startswith("10.") or any(address in services.addresses(one) for one in view.services)


def cluster_server(view: View) -> Iterator[Finding]:
    """The cluster's own name server, where the cluster shows that it should have one."""
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    workers = [one for one in view.workloads if objects.name(one) in ("coredns", "kube-dns") and objects.namespace(one) == "kube-system"]
    if server is None and workers:
        yield Finding(SERVER, objects.key(workers[0]), "metadata.name", "there is no Service kube-dns in kube-system, so no pod finds it",
                      "a Service kube-dns with the selector k8s-app: kube-dns")
