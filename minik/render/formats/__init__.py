"""Output formats, one file each: `render(listing) -> str`; the module's name is what follows `-o`.

A format whose name ends in `file` gets the text of the file, not its path: the command reads the
file.
"""

from minik import shelf
from minik.errors import ClientError
from minik.model.listing import Listing

TABLES = ("custom-columns", "custom-columns-file", "wide")
CASELESS = ("json", "kyaml", "name", "yaml")


def names(tables: bool = True) -> list[str]:
    """Return the output formats as `-o` names them; without `tables`, those of verbs that change
    something.
    """
    outputs = [name.replace("_", "-") for name in shelf.names(__path__) if name != "table"]
    return [name for name in outputs if tables or name not in TABLES]


def render(listing: Listing, output: str = "", *, tables: bool = True) -> str:
    """Render a listing in an output format: `wide`, `json`, `jsonpath={...}`; "" is kubectl's
    table.
    """
    name, equals, argument = output.partition("=")
    name = name.lower() if name.lower() in CASELESS and not equals else name
    is_format = (
        not name
        or name == name.lower()
        and not name.startswith("_")
        and "_" not in name
        and name != "table"
    )
    module = (
        shelf.find(__name__, (name or "table").replace("-", "_"))
        if is_format and (tables or name not in TABLES)
        else None
    )
    if module is None or equals and name in (*CASELESS, "wide"):
        from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

        allowed = names(tables)
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {",".join(allowed)}',
            hint=suggestions.suggest(name, allowed),
        )
    text: str = module.render(listing._replace(argument=argument))
    return text
