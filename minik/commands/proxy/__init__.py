"""Show what kube-proxy would program on a node, or carry connections in its place"""

from minik.command_line.command_group import CommandGroup

HELP = """Show what kube-proxy would program on a node, in each of its modes, and what a change does to it, or carry connections
    in its place.

    \b
    Examples:
      minik proxy rules --mode iptables --node node-1
      minik proxy rules --mode nftables
      minik proxy diff -f service.yaml
      minik proxy serve --port web:http=8080
    """
command = CommandGroup(__name__, __path__, help=HELP)
