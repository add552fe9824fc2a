"""Results become text. One file a format: `render(listing) -> str`; the module's name is what follows `-o`."""
from minik import shelf
from minik.errors import ClientError
from minik.model.listing import Listing


def formats() -> list[str]:
    """Every format, as `-o` names it."""
    return [name.replace("_", "-") for name in shelf.names(__path__) if name != "table"]


def render(listing: Listing, output: str = "") -> str:
    """The listing in a format: `wide`, `json`, `jsonpath={...}`; none is kubectl's table."""
    name, _, argument = output.partition("=")
    module = shelf.find(__name__, (name or "table").replace("-", "_"))
    if module is None or name.startswith("_"):
        allowed = ",".join(formats())
        raise ClientError(f'unable to match a printer suitable for the output format "{output}", allowed formats are: {allowed}')
    text: str = module.render(listing._replace(argument=argument))
    return text
