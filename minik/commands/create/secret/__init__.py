"""Create a secret using a specified subcommand"""

from minik.command_line.command_group import CommandGroup

HELP = """Create a secret. It holds any content, a certificate, or what a registry of images wants to know.

\b
Examples:
  minik create secret generic database --from-literal=password=open-sesame
"""
command = CommandGroup(
    __name__, __path__, usage="(docker-registry | generic | tls)", help=HELP, status=1
)
