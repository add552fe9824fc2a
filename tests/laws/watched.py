"""Write down which kinds each controller watches and each admission plugin is for:
`python tests/laws/watched.py`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from minik import controllers, shelf
from minik.intake import admission

HEAD = '''"""The kinds that each controller watches, so that only those that are due are imported: an `apply` of
one Service took a quarter longer with all of them. Written by `python tests/laws/watched.py` and compared
with the records by a law; a controller that is not named here is imported.
"""

WATCHED: dict[str, tuple[str, ...]] = {
'''
ONLY_FOR_HEAD = """
# Those that do nothing while there is no object of a kind, and this kind.
ONLY_FOR: dict[str, str] = {
"""
ADMITTED_HEAD = '''"""The kinds that each admission plugin is for (`*`: all), so that only those are imported which look at a
request: half of them are for pods alone. Written by `python tests/laws/watched.py` and compared with the
records by a law; a plugin that is not named here is imported.
"""

ADMITTED: dict[str, tuple[str, ...]] = {
'''


def watched() -> dict[str, tuple[str, ...]]:
    """What each controller watches, by its module."""
    found = {}
    for name, module in shelf.load(controllers.__name__, controllers.__path__).items():
        controller = module.CONTROLLER
        kinds = (*controller.watches, *["ResourceQuota"] * (controller.dependents is not None))
        found[name] = tuple(dict.fromkeys(kinds))
    return found


def only_for() -> dict[str, str]:
    """Without objects of which kind a controller does nothing, by its module."""
    modules = shelf.load(controllers.__name__, controllers.__path__).items()
    found = {name: module.CONTROLLER.only_for for name, module in modules}
    return {name: kind for name, kind in found.items() if kind}


def admitted() -> dict[str, tuple[str, ...]]:
    """What each admission plugin is for, by its module."""
    modules = shelf.load(admission.__name__, admission.__path__).items()
    return {name: tuple(module.PLUGIN.kinds) or ("*",) for name, module in modules}


def text(head: str, table: Mapping[str, Sequence[str]]) -> str:
    """What a file says."""
    lines = []
    for name, kinds in table.items():
        words = "".join(f'"{kind}", ' for kind in kinds)
        lines.append(f'    "{name}": ({words}),\n')
    return f"{head}{''.join(lines)}}}\n"


def only_for_text() -> str:
    """What a file says of those that do nothing without objects of a kind."""
    lines = [f'    "{name}": "{kind}",\n' for name, kind in only_for().items()]
    return f"{ONLY_FOR_HEAD}{''.join(lines)}}}\n"


if __name__ == "__main__":
    for package, name, content in (
        (controllers, "_watched.py", text(HEAD, watched()) + only_for_text()),
        (admission, "_admitted.py", text(ADMITTED_HEAD, admitted())),
    ):
        Path(str(package.__file__)).with_name(name).write_text(content)
