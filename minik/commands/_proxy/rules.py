"""Print the rules that kube-proxy would program on a node"""
import click

from minik import shelf
from minik.commands import _options, _session
from minik.errors import ClientError
from minik.proxy import modes, node_view
from minik.proxy.service_ports import service_ports

WHOLE = ("nftables",)  # modes whose text holds every family of the cluster at once


@click.command(cls=_options.Verb)
@_options.text("--mode", metavar="MODE", help="iptables or nftables; the cluster's own mode if not given")
@_options.text("--node", metavar="NODE", help="The node whose rules these are; the first one if not given")
@_options.text("--cluster-cidr", metavar="CIDR[,CIDR]", help="Ranges of the pods' addresses; the cluster's own if not given")
@_options.text("--ip-family", metavar="IPv4|IPv6", help="Family of the rules, where a mode writes one at a time")
@_options.flag("--minify", help="Leave out comments, as the proxy of a large cluster does")
def command(mode: str, node: str, cluster_cidr: str, ip_family: str, minify: bool) -> None:
    """Print the rules that kube-proxy would program on a node: text that `iptables-restore` or `nft -f` loads.

    \b
    Examples:
      minik proxy rules --mode iptables --node node-1
      minik proxy rules --mode nftables --cluster-cidr 10.244.0.0/16
    """
    cluster = _session.reading()
    chosen = mode or cluster.settings.proxy_mode
    module = shelf.find("minik.proxy.modes", chosen) if chosen in shelf.names(modes.__path__) else None
    if module is None:
        raise ClientError(f'unknown proxy mode "{chosen}": it is one of {", ".join(shelf.names(modes.__path__))}')
    here = node_view.find(cluster, node)
    for family in cluster.settings.families if chosen in WHOLE and not ip_family else [ip_family or cluster.settings.families[0]]:
        view = node_view.view(cluster, here, family, cluster_cidr, minified=minify)
        for line in module.rules(service_ports(cluster, here, family), view):
            click.echo(line)
