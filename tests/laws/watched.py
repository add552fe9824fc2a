"""Write down which kinds each controller watches: `python tests/laws/watched.py`."""

from pathlib import Path

from minik import controllers, shelf

FILE = Path(controllers.__file__).with_name("_watched.py")
HEAD = '''"""The kinds that each controller watches, so that only those that are due are imported: an `apply` of
one Service took a quarter longer with all of them. Written by `python tests/laws/watched.py` and compared
with the records by a law; a controller that is not named here is imported.
"""

WATCHED: dict[str, tuple[str, ...]] = {
'''


def text() -> str:
    """What the file says."""
    lines = []
    for name, module in shelf.load(controllers.__name__, controllers.__path__).items():
        controller = module.CONTROLLER
        kinds = (*controller.watches, *["ResourceQuota"] * (controller.dependents is not None))
        words = "".join(f'"{kind}", ' for kind in dict.fromkeys(kinds))
        lines.append(f'    "{name}": ({words}),\n')
    return f"{HEAD}{''.join(lines)}}}\n"


if __name__ == "__main__":
    FILE.write_text(text())
