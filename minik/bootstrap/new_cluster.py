"""A new cluster: its nodes, namespaces and the Service `kubernetes`, much as kind creates them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from ipaddress import ip_network

from minik.errors import ClientError
from minik.intake import registry, system_metadata
from minik.model import writers
from minik.model.cluster import Cluster
from minik.model.object import MutableObject, Object
from minik.model.settings import Settings
from minik.model.source import Objects
from minik.node_life import node_registration

# As in kind: volumes are created where the first pod that uses them runs.
STORAGE_CLASS: Object = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {
        "name": "standard",
        "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
    },
    "provisioner": "rancher.io/local-path",
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "WaitForFirstConsumer",
}
API_SERVER = "kube-apiserver"
MAKERS = {
    "Node": "kubelet",
    "StorageClass": "kubectl-create",
}  # who writes what a cluster begins with
ACCOUNTS = "ServiceAccount"  # the admission plugin
GATEWAY_API = "gateway-api"  # with it the policies of network-policy-api
ZONES = ("zone-a", "zone-b", "zone-c")
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
SIZE = {4: 24, 6: 64}
# What the lineage is made of, field by field: a setting that is added later does not rename what the
# same commands create.
LINEAGE = (
    "Settings(pod_cidrs={pods}, service_cidrs={services}, node_ports=({first}, {last}), "
    "proxy_mode='{mode}', cluster_domain='{domain}', load_balancer_pool='{pool}', seed={seed}, "
    "clock={clock}, control_planes={control_planes}, workers={workers}, underway=False, memory=()"
    "{loopback})/{time}"
)


def create_cluster(
    settings: Settings,
    now: datetime,
    control_planes: int | None = None,
    workers: int | None = None,
    *,
    whole: bool = False,
    addons: Collection[str] = (),
) -> Cluster:
    """Return a small cluster, not yet settled: controllers add addresses and endpoints.

    A `whole` one has the roles, priorities and flow schemas of every real cluster, too, unless it is
    to be without accounts. `addons`: `dns` brings CoreDNS, `gateway-api` the kinds of Gateway API.
    """
    cluster_settings = settings._replace(
        control_planes=settings.control_planes if control_planes is None else control_planes,
        workers=settings.workers if workers is None else workers,
    )
    lineage = system_metadata.name_suffix(lineage_seed(cluster_settings, now), 16)
    draft = Cluster(Objects(), cluster_settings, now, lineage=lineage).draft()
    for obj in (
        *system_namespaces(),
        *create_nodes(cluster_settings, now),
        service_cidr(cluster_settings),
        STORAGE_CLASS,
        api_server_service(cluster_settings),
    ):
        made = writers.note(obj, MAKERS.get(obj["kind"], API_SERVER))
        registry.create_or_update(draft, made)
    for obj in more_objects(cluster_settings, now, addons, whole=whole):
        registry.create_or_update(draft, obj)
        if "status" in obj:  # which is no part of a creation
            registry.create_or_update(draft, obj)
    return draft.cluster()


def more_objects(
    settings: Settings, now: datetime, addons: Collection[str], *, whole: bool
) -> Iterator[Object]:
    """Yield what an API server makes in a cluster with accounts: the priority classes, in a `whole`
    one everything. Then yield the add-ons.
    """
    has_accounts = ACCOUNTS not in settings.disabled_admission_plugins or settings.service_accounts
    if has_accounts and whole:
        from minik.bootstrap import first_objects  # noqa: PLC0415 only init and reset make whole clusters

        yield from first_objects.make(now, settings)
    elif has_accounts:
        from minik.bootstrap import priority_classes  # noqa: PLC0415 validate's clusters have none

        yield from priority_classes.make()
    if GATEWAY_API in addons:
        from minik.schemas import bundled_definitions  # noqa: PLC0415 only who asks for Gateway API reads its definitions

        yield from map(bundled_definitions.definition, bundled_definitions.names())
    if "dns" in addons:
        from minik.bootstrap import dns_addon  # noqa: PLC0415 few ask for a name server

        yield from dns_addon.make(settings)


def lineage_seed(settings: Settings, now: datetime) -> str:
    """Return the text from which the lineage of a new cluster is derived."""
    return LINEAGE.format(
        pods=quote_all(settings.pod_cidrs),
        services=quote_all(settings.service_cidrs),
        first=settings.node_ports[0],
        last=settings.node_ports[1],
        mode=settings.proxy_mode,
        domain=settings.cluster_domain,
        pool=settings.load_balancer_pool,
        seed=settings.seed,
        clock=settings.clock,
        control_planes=settings.control_planes,
        workers=settings.workers,
        loopback=", loopback_endpoints=True" * settings.loopback_endpoints,
        time=system_metadata.timestamp(now),
    )


def quote_all(texts: Sequence[str]) -> str:
    """Return texts as they stand in a lineage: `('a', 'b')`, `('a',)`."""
    quoted = ", ".join(f"'{text}'" for text in texts)
    return f"({quoted},)" if len(texts) == 1 else f"({quoted})"


def system_namespaces() -> Iterator[Object]:
    for name in ("default", "kube-node-lease", "kube-public", "kube-system"):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def create_nodes(settings: Settings, now: datetime) -> Iterator[Object]:
    """Yield the control-plane nodes, then the workers, which are numbered from 1.

    The first control-plane node has pod range 0; further ones have the ranges after the workers'.
    """
    for number in range(settings.control_planes):
        position = settings.workers + number if number else 0
        yield create_node(
            "control-plane" + (f"-{number + 1}" if number else ""),
            position,
            settings,
            now,
            control_plane=True,
        )
    for number in range(1, settings.workers + 1):
        yield create_node(f"node-{number}", number, settings, now)


def create_node(
    name: str, number: int, settings: Settings, now: datetime, *, control_plane: bool = False
) -> Object:
    """Return a ready node; a control-plane node is tainted."""
    cidrs = [node_pod_range(cidr, number) for cidr in settings.pod_cidrs]
    spec: MutableObject = {"podCIDR": cidrs[0], "podCIDRs": cidrs}
    labels = {
        **node_registration.node_labels(name),
        "topology.kubernetes.io/zone": ZONES[number % len(ZONES)],
    }
    if control_plane:
        labels |= {CONTROL_PLANE: "", EXCLUDED: ""}
        spec["taints"] = [{"effect": "NoSchedule", "key": CONTROL_PLANE}]
    metadata = {
        "name": name,
        "labels": labels,
        "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
    }
    status = node_registration.ready_status(
        node_registration.node_addresses(
            name, node_registration.node_ips(number, settings.families)
        ),
        {},
        system_metadata.timestamp(now),
    )
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": metadata,
        "spec": spec,
        "status": status,
    }


def node_pod_range(cidr: str, number: int) -> str:
    """Return the pod range of the node with this number."""
    whole = ip_network(cidr)
    size = max(SIZE[whole.version], whole.prefixlen)
    if number >= 2 ** (size - whole.prefixlen):
        raise ClientError(
            f"{cidr} has ranges for {2 ** (size - whole.prefixlen)} nodes only; choose a larger one with --pod-cidr"
        )
    return f"{whole.network_address + (number << (whole.max_prefixlen - size))}/{size}"


def service_cidr(settings: Settings) -> Object:
    """Return the ServiceCIDR object of the cluster."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "kubernetes"},
        "spec": {"cidrs": list(settings.service_cidrs)},
    }


def api_server_service(settings: Settings) -> Object:
    """Return the Service `kubernetes`, the address of the API server."""
    first = str(ip_network(settings.service_cidrs[0])[1])
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kubernetes",
            "namespace": "default",
            "labels": {"component": "apiserver", "provider": "kubernetes"},
        },
        "spec": {
            "clusterIP": first,
            "clusterIPs": [first],
            "type": "ClusterIP",
            "ipFamilyPolicy": "SingleStack",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
