"""Change one thing about objects: images, variables, resources, selectors, accounts"""

from minik.command_line.command_group import CommandGroup

HELP = """Change one thing about objects that are there.

    \b
    Examples:
      minik set image deployment/web web=registry.example/web:2.0
      minik set env deployment/web LEVEL=debug
      minik set selector service web app=web
    """
command = CommandGroup(
    __name__,
    __path__,
    usage="SUBCOMMAND",
    aliases={"sa": "serviceaccount"},
    help=HELP,
    status=1,
)
