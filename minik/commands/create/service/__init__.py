"""Create a service using a specified subcommand"""

from minik.command_line.command_group import CommandGroup

HELP = """Create a service. It is of one of four types, and selects pods labelled app=NAME.

\b
Examples:
  minik create service clusterip front --tcp=80:8080
  minik create service externalname mail --external-name=mail.example.com
"""
command = CommandGroup(__name__, __path__, help=HELP, status=1)
