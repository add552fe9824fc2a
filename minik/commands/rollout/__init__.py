"""Follow, hold, go on with and take back the rollout of a workload"""

from minik.command_line.command_group import CommandGroup

HELP = """Follow, hold, go on with and take back the rollout of a deployment, daemon set or stateful set.

    \b
    Examples:
      minik rollout status deployment/web
      minik rollout history deployment/web
      minik rollout undo deployment/web
    """
command = CommandGroup(__name__, __path__, usage="SUBCOMMAND", help=HELP, status=1)
