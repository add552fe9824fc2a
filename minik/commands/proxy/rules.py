"""Print the rules that kube-proxy would program on a node"""

from collections.abc import Iterable, Iterator

from minik.command_line import file_options, flags, proxy_rule_options, state_access, streams
from minik.command_line.proxy_rule_options import RuleOptions
from minik.errors import ClientError
from minik.model.controls import escape_controls
from minik.proxy import mode as modes


@flags.command()
@file_options.files
@proxy_rule_options.options
@flags.flag(
    "--all-modes",
    help="The rules of every mode, one after the other, each behind a line that names it",
)
@flags.text(
    "--part",
    metavar="TOOL",
    help="Of a text in parts, only what one tool reads, such as ipset or ipvsadm",
)
def command(asked: RuleOptions, all_modes: bool, part: str) -> None:
    """Print the rules that kube-proxy would program on a node: text that `iptables-restore`, `nft
    -f` or `ipvsadm -R` loads.

    A mode that needs several tools writes a text in parts, each behind a line that names the tool.

    \b
    Examples:
      minik proxy rules --mode iptables --node node-1
      minik proxy rules --mode nftables --cluster-cidr 10.244.0.0/16
      # Node ports in one network of the node alone
      minik proxy rules --mode iptables --nodeport-addresses 192.168.0.0/24
      # One of the texts of the ipvs mode
      minik proxy rules --mode ipvs --part ipvsadm
      minik proxy rules --all-modes
    """
    cluster = state_access.read_cluster()
    for mode in modes.all_modes() if all_modes else [asked.mode_of(cluster)]:
        if part and not mode.parts:
            several = " and ".join(other.name for other in modes.all_modes() if other.parts)
            raise ClientError(
                f"--part names a part of the rules of the {several} mode; those of {mode.name} are one text"
            )
        if mode.warning:
            state_access.tell(f"Warning: {mode.warning}")
        if all_modes:
            state_access.say(f"### {mode.name}")
        families = asked.families(cluster)
        for family in families if mode.dual_stack else families[:1]:
            side = asked.side(cluster, mode, family)
            lines = side.rules(side.ports, side.view)
            _print(_tool_rules(lines, part) if part else lines)


def _tool_rules(lines: Iterable[str], tool: str) -> Iterator[str]:
    """Yield the lines that belong to one tool; raise ClientError if no part is for it."""
    tools: list[str] = []
    for line in lines:
        if line.startswith("# "):
            tools.append(line.split()[1].removesuffix("-restore"))
        elif tools[-1] == tool:
            yield line
    if tool not in tools:
        raise ClientError(
            f'no part of these rules is for "{tool}"', hint=f"--part is one of {', '.join(tools)}"
        )


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        streams.echo(escape_controls(line))
