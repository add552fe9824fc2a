"""Print the rules that kube-proxy would program on a node"""
from types import ModuleType

import click

from minik import shelf
from minik.commands import _asking, _options, _session
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import modes, node_view
from minik.proxy.service_ports import service_ports

WHOLE = ("nftables",)  # modes whose text holds every family of the cluster at once
WORDS = {"ipvs": "ipvs mode is deprecated since Kubernetes 1.35: use nftables",
         "userspace": "userspace mode left Kubernetes in 1.26: this is how its rules were"}


@click.command(cls=_options.Verb)
@_options.text("--mode", metavar="MODE", help="iptables, nftables, ipvs or userspace; the cluster's own mode if not given")
@_options.flag("--all-modes", help="The rules of every mode, one after the other, each behind a line that names it")
@_options.text("--node", metavar="NODE", help="The node whose rules these are; the first one if not given")
@_options.text("--cluster-cidr", metavar="CIDR[,CIDR]", help="Ranges of the pods' addresses; the cluster's own if not given")
@_options.text("--ip-family", metavar="IPv4|IPv6", help="Family of the rules, where a mode writes one at a time")
@_options.flag("--minify", help="Leave out comments, as the proxy of a large cluster does")
def command(mode: str, all_modes: bool, node: str, cluster_cidr: str, ip_family: str, minify: bool) -> None:
    """Print the rules that kube-proxy would program on a node: text that `iptables-restore`, `nft -f` or `ipvsadm -R` loads.

    \b
    Examples:
      minik proxy rules --mode iptables --node node-1
      minik proxy rules --mode nftables --cluster-cidr 10.244.0.0/16
      minik proxy rules --all-modes
    """
    cluster = _session.reading()
    shown = list(shelf.names(modes.__path__)) if all_modes else [_asking.known_mode(mode or cluster.settings.proxy_mode)]
    here = node_view.find(cluster, node)
    for chosen, module in shelf.load("minik.proxy.modes", modes.__path__).items():
        if chosen in shown:
            if chosen in WORDS:
                click.echo(f"Warning: {WORDS[chosen]}", err=True)
            if all_modes:
                click.echo(f"### {chosen}")
            families = cluster.settings.families if chosen in WHOLE and not ip_family else [ip_family or cluster.settings.families[0]]
            for family in families:
                _print(module, cluster, here, node_view.view(cluster, here, family, cluster_cidr, minified=minify))


def _print(module: ModuleType, cluster: Cluster, here: Object | None, view: node_view.NodeView) -> None:
    for line in module.rules(service_ports(cluster, here, view.family), view):
        click.echo(line)
