"""The options that `proxy rules` and `proxy diff` share, and what they mean together."""

from collections.abc import Sequence
from ipaddress import ip_network

from minik.command_line import flags, network_options
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.proxy import modes, node_view
from minik.proxy.differing import Side
from minik.proxy.mode import Mode
from minik.proxy.node_view import PRIMARY
from minik.proxy.service_ports import service_ports

FAMILIES = ("IPv4", "IPv6")


class RuleOptions(NamedTuple):
    """Which rules to show: mode, node, families and address ranges."""

    mode: str = ""
    node: str = ""
    cluster_cidr: Sequence[str] = ()
    ip_family: str = ""
    nodeport_addresses: Sequence[str] = ()
    minify: bool = False

    def mode_of(self, cluster: Cluster) -> Mode:
        """Return the mode asked for, else the cluster's own."""
        mode = network_options.parse_mode(self.mode, cluster)
        if self.nodeport_addresses and mode.fixed_node_ports:
            raise ClientError(
                f"{mode.name} mode has no --nodeport-addresses: its node ports answer at every address of the node"
            )
        return mode

    def families(self, cluster: Cluster) -> Sequence[str]:
        """Return the IP family asked for, else all families of the cluster."""
        if self.ip_family not in ("", *FAMILIES):
            raise ClientError(
                f'invalid argument "{self.ip_family}" for "--ip-family" flag: it is IPv4 or IPv6'
            )
        return [self.ip_family] if self.ip_family else cluster.settings.families

    def side(self, cluster: Cluster, mode: Mode, family: str) -> Side:
        """Return the rules function, the service ports and the node's view, for one mode and IP
        family.
        """
        _check_ranges("--cluster-cidr", self.cluster_cidr)
        if tuple(self.nodeport_addresses) != PRIMARY:
            _check_ranges("--nodeport-addresses", self.nodeport_addresses, ', or "primary" alone')
        local_node = node_view.find(cluster, self.node)
        view = node_view.view(
            cluster,
            local_node,
            family,
            self.cluster_cidr,
            minified=self.minify,
            node_port_ranges=tuple(self.nodeport_addresses),
        )
        return Side(mode.rules, tuple(service_ports(cluster, local_node, family)), view)


# --mode, --node and the others; the command gets them as one argument `asked`
options: flags.Option = flags.gather(
    RuleOptions,
    flags.flag(
        "--minify",
        help="Leave out the comments of endpoints, as above 1000 endpoints anyway",
    ),
    flags.several(
        "--nodeport-addresses",
        metavar="CIDR,...|primary",
        help="Where node ports answer; if not given, where the mode has them: "
        "at every address of the node, or at its primary one",
    ),
    flags.text(
        "--ip-family",
        metavar="IPv4|IPv6",
        help="Family of the rules, where a mode writes one at a time",
    ),
    flags.several(
        "--cluster-cidr",
        metavar="CIDR[,CIDR]",
        help="Ranges of the pods' addresses; the cluster's own if not given",
    ),
    flags.text(
        "--node",
        metavar="NODE",
        help="The node whose rules these are; the first one if not given",
    ),
    flags.text(
        "--mode",
        metavar="MODE",
        help=f"{', '.join(modes.names())}; the cluster's own mode if not given",
    ),
    into="asked",
)


def _check_ranges(flag: str, ranges: Sequence[str], otherwise: str = "") -> None:
    for cidr in ranges:
        if not _is_range(cidr):
            raise ClientError(
                f'invalid argument "{cidr}" for "{flag}" flag: it is a range such as 10.0.0.0/8{otherwise}'
            )


def _is_range(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text
