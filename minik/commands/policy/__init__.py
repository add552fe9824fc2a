"""Show who may talk to whom, as network policies say"""

from minik.command_line.command_group import CommandGroup

HELP = """Show who may talk to whom, as NetworkPolicies and cluster-wide policies say.

    \b
    Examples:
      minik policy matrix
      minik policy matrix -n shop --what-if-apply -f new-policy.yaml
    """
command = CommandGroup(__name__, __path__, help=HELP)
