"""Manage the preferences file: aliases of commands, and defaults of options"""

from minik.command_line.command_group import CommandGroup

HELP = """Manage user preferences (kuberc): aliases of commands, and values of options that are not
    typed. The file is the one that --kuberc or KUBERC names, else ~/.kube/kuberc, as kubectl has
    it; KUBERC=off switches it off.

    \b
    Examples:
      # View the current kuberc configuration
      minik kuberc view
      # Set a default value for a command flag
      minik kuberc set --section defaults --command get --option output=wide
      # Create an alias for a command
      minik kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide
    """
command = CommandGroup(__name__, __path__, help=HELP, usage="SUBCOMMAND")
