"""Results become text. One file a format: `render(listing) -> str`; the module's name is what follows `-o`.

A format whose name ends in `file` is given the text of the file, not its path: reading is the command's work.
"""
from minik import shelf
from minik.errors import ClientError
from minik.model.listing import Listing

TABLES = ("custom-columns", "custom-columns-file", "wide")
CASELESS = ("json", "kyaml", "name", "yaml")


def formats(tables: bool = True) -> list[str]:
    """Every format, as `-o` names it; verbs that change something print no tables."""
    found = [name.replace("_", "-") for name in shelf.names(__path__) if name != "table"]
    return [name for name in found if tables or name not in TABLES]


def render(listing: Listing, output: str = "", *, tables: bool = True) -> str:
    """The listing in a format: `wide`, `json`, `jsonpath={...}`; none is kubectl's table."""
    name, equals, argument = output.partition("=")
    name = name.lower() if name.lower() in CASELESS and not equals else name
    known = not name or name == name.lower() and not name.startswith("_") and "_" not in name and name != "table"
    module = shelf.find(__name__, (name or "table").replace("-", "_")) if known and (tables or name not in TABLES) else None
    if module is None or equals and name in (*CASELESS, "wide"):
        from minik.model import nearness  # noqa: PLC0415 only a refusal needs it
        allowed = formats(tables)
        raise ClientError(f'unable to match a printer suitable for the output format "{output}", allowed formats are: {",".join(allowed)}',
                          hint=nearness.hint(name, allowed))
    text: str = module.render(listing._replace(argument=argument))
    return text
