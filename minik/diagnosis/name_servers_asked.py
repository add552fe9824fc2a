"""Which name server pods ask: the cluster's, or one that does not know Services."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Fact
from minik.diagnosis.mentions import Mentions, called_service
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import Maker, View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object


def facts(view: View) -> Iterator[Fact]:
    """Yield the pods that ask none of the cluster's name servers, by their own settings."""
    for maker in view.makers.values():
        if policy_of(maker) in ("Default", "None"):
            yield from other_servers(view, maker, policy_of(maker))


def policy_of(maker: Maker) -> str:
    """Return the policy by which pods choose their name servers."""
    return str(objects.spec(maker.pod).get("dnsPolicy") or "ClusterFirst")


def spec_path(maker: Maker) -> str:
    """Return the path of the spec of a maker's pods."""
    return f"{maker.path}.spec" if maker.path else "spec"


def level_of(view: View, maker: Maker) -> str:
    """Return the severity of not knowing Services: WARNING if the pods call one."""
    return WARNING if maker.key in view.index(makers_that_call) else ""


def makers_that_call(view: View) -> frozenset[Key]:
    """Return what makes pods that call a Service by its name."""
    calls = view.index(Mentions).calls
    return frozenset(call.maker.key for call in calls if called_service(view, call))


def other_servers(view: View, maker: Maker, policy: str) -> Iterator[Fact]:
    """Yield name servers of a pod that are not the cluster's."""
    path = spec_path(maker)
    nameservers = (objects.spec(maker.pod).get("dnsConfig") or {}).get("nameservers") or ()
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    if server and set(nameservers) & set(services.addresses(server)):
        return
    listed = ", ".join(nameservers)
    if policy == "None" and server and any(is_near(entry, server) for entry in nameservers):
        address = services.cluster_ip(server)
        yield Fact(
            "cluster-dns-missing",
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
        yield Fact(
            "without-cluster-dns",
            maker.key,
            f"{path}.dnsPolicy",
            f"dnsPolicy is {policy_text}: names of Services are unknown",
            "dnsPolicy: ClusterFirst",
            level=level_of(view, maker),
        )


def is_near(address: str, server: Object) -> bool:
    """Return whether an address is probably a misspelt address of a Service."""
    return bool(nearest(address, services.addresses(server)))


def may_be_cluster_dns(view: View, address: str) -> bool:
    """Return whether an address may be the cluster's name server."""
    return (
        address.endswith(".10")
        and address.startswith("10.")
        or any(address in services.addresses(service) for service in view.services)
    )
