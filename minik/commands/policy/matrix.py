"""Print the truth table of network policies: which pod may connect to which"""

from collections.abc import Sequence

from minik.command_line import flags, state_access, terminal, what_if_flags
from minik.command_line.what_if_flags import Supposition
from minik.errors import ClientError
from minik.policy.matrix import ALL, Door, makers, matrix
from minik.render import policy_matrix
from minik.render.policy_matrix import Tables

LAST = 65535


@flags.command()
@flags.text(
    "-n",
    "--namespace",
    metavar="NS",
    help="Only pods of this namespace; those of all if not given",
)
@flags.all_namespaces
@flags.several(
    "--port",
    "more",
    metavar="PORT[/PROTOCOL]",
    help="Also ask at this port of every pod, whether it is declared or not",
)
@what_if_flags.options
@flags.text("-o", "--output", metavar="json|csv", help="json or csv, for programs")
def command(
    namespace: str,
    all_namespaces: bool,
    more: Sequence[str],
    output: str,
    supposed: Supposition | None,
) -> None:
    """Print which pod may connect to which, at every port that the containers of the asked pod
    declare, as a network plugin that obeys NetworkPolicies decides, and the cluster-wide policies
    ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy.

    Rows ask, columns are asked. Pods of one workload that are answered alike share a line.

    \b
    Examples:
      # Everybody
      minik policy matrix
      # One namespace, also at a port that no container declares
      minik policy matrix -n shop --port 9090
      # What a new policy would close and open
      minik policy matrix --what-if-apply -f new-policy.yaml
      # A line for each connection, with the policies that close it
      minik policy matrix -o csv
    """
    if output not in policy_matrix.VIEWS:
        raise ClientError(f'unknown output format "{output}": use json or csv, or omit -o')
    where, doors = "" if all_namespaces else namespace, list(map(door, more))
    if supposed:
        before, cluster = what_if_flags.before_and_after(supposed, namespace)
        was = matrix(before, where, doors)
    else:
        cluster, was = state_access.read_cluster(), None
    table = matrix(cluster, where, doors)
    shown = policy_matrix.VIEWS[output](Tables(table, makers(cluster, table), was))
    terminal.show(shown, is_prose=False) if not output else terminal.show_as(output, shown)


def door(word: str) -> Door:
    """Return a port as typed: `80`, `53/UDP`. Raises ClientError for anything else."""
    number, _, protocol = word.partition("/")
    protocol = protocol.upper() or "TCP"
    if not number.isdecimal() or not 0 < int(number) <= LAST or protocol not in ALL:
        raise ClientError(
            f'invalid argument "{word}" for "--port" flag: it must be PORT or PORT/PROTOCOL',
            hint="such as 80, 53/UDP or 9000/SCTP",
        )
    return protocol, int(number)
