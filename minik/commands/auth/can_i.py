"""Ask whether something is allowed"""

from collections.abc import Iterator, Sequence

from minik import kinds
from minik.command_line import flags, resource_arguments, state_access, streams
from minik.errors import ClientError
from minik.render.formats import table

USAGE = "you must specify two arguments: verb resource or verb resource/resourceName."
VERBS = (
    "get",
    "put",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
    "*",
    "approve",
    "sign",
    "attest",
    "proxy",
)
PATHS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
EVERYTHING = [["*.*", "[]", "[]", "[*]"], ["", "[*]", "[]", "[*]"]]


@flags.command()
@flags.namespace
@flags.flag("-A", "--all-namespaces", "everywhere", help="In all namespaces")
@flags.flag("--list", "listing", help="List everything that is allowed")
@flags.flag("--no-headers", help="Leave out the titles of the list")
@flags.flag("-q", "--quiet", help="Print nothing: the exit status is the answer")
@flags.text("--subresource", metavar="NAME", help="A part of the resource, such as log or scale")
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    namespace: str,
    everywhere: bool,
    listing: bool,
    no_headers: bool,
    quiet: bool,
    subresource: str,
) -> None:
    """Ask whether something is allowed: VERB TYPE, VERB TYPE/NAME or VERB /PATH. It always is.

    \b
    Examples:
      minik auth can-i create pods
      minik auth can-i get pods --subresource=log
      minik auth can-i --list
    """
    if listing:
        if words:
            raise ClientError("list option must be specified with no arguments")
        titles = (
            [] if no_headers else [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
        )
        streams.echo(table.align_cells(iter([*titles, *EVERYTHING])), nl=False)
        return
    if len(words) != 2:
        raise ClientError(f"{USAGE}\nSee 'minik auth can-i -h' for help and examples.")
    if words[1].startswith("/") and subresource:
        raise ClientError("--subresource can not be used with NonResourceURL")
    for warning in () if quiet else warnings(words, in_namespace=not everywhere):
        state_access.tell(f"Warning: {warning}\n")
    if not quiet:
        streams.echo("yes")


def warnings(words: Sequence[str], *, in_namespace: bool) -> Iterator[str]:
    """Yield a warning for each unknown verb or resource, and for a wrong scope."""
    verb, resource = words[0], words[1].partition("/")[0]
    if words[1].startswith("/"):
        if verb not in PATHS:
            yield f"verb '{verb}' is not a known verb"
        return
    kind = kinds.find_kind(
        resource, resource_arguments.custom_definitions(state_access.read_cluster())
    )
    if resource != "*" and kind is None:
        name, _, group = resource.partition(".")
        yield f"the server doesn't have a resource type '{name}'" + (
            f" in group '{group}'" if group else ""
        )
    elif kind is not None and not kind.namespaced and in_namespace:
        yield f"resource '{kind.plural}' is not namespace scoped" + (
            f" in group '{kind.group}'" if kind.group else ""
        )
    if verb not in VERBS:
        yield f"verb '{verb}' is not a known verb"
