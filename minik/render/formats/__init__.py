"""Output formats, one file each: `render(listing) -> str`; the module's name is what follows `-o`.

A format whose name ends in `file` gets the text of the file, not its path: the command reads the
file. A format that can only show what is looked at says `TABULAR = True`: the verbs that change
something do not have it.
"""

from types import ModuleType

from minik import shelf
from minik.errors import ClientError
from minik.model.listing import Listing

CASELESS = ("json", "kyaml", "name", "yaml")


def names(tables: bool = True) -> list[str]:
    """Return the output formats as `-o` names them; without `tables`, those of verbs that change
    something.
    """
    outputs = [name for name in shelf.names(__path__) if name != "table"]
    if not tables:
        outputs = [name for name in outputs if not is_tabular(shelf.find(__name__, name))]
    return [name.replace("_", "-") for name in outputs]


def is_tabular(module: ModuleType | None) -> bool:
    """Tell whether a format is only for verbs that look at objects."""
    return module is not None and bool(vars(module).get("TABULAR"))


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
    module = shelf.find(__name__, (name or "table").replace("-", "_")) if is_format else None
    if not tables and is_tabular(module):
        module = None
    if module is None or equals and name in (*CASELESS, "wide"):
        from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

        allowed = names(tables)
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {",".join(allowed)}',
            hint=suggestions.suggest(name, allowed),
        )
    text: str = module.render(listing._replace(argument=argument))
    return text
