"""Change one thing about objects: images, variables, resources, selectors, accounts"""

from minik.commands import _set
from minik.commands._nested import CommandGroup

HELP = """Change one thing about objects that are there.

    \b
    Examples:
      minik set image deployment/web web=registry.example/web:2.0
      minik set env deployment/web LEVEL=debug
      minik set selector service web app=web
    """
command = CommandGroup(
    "minik.commands._set",
    list(_set.__path__),
    aliases={"sa": "serviceaccount"},
    help=HELP,
    status=1,
)
