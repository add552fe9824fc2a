"""List the kinds of objects that the cluster knows"""

from collections.abc import Iterable, Sequence

from minik.api import resources
from minik.command_line import flags, state_access, streams
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model.controls import escape_controls
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.render.formats import kyaml, table, yaml

TITLES = ("NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", "VERBS", "CATEGORIES")
FORMATS = ("", "json", "kyaml", "name", "wide", "yaml")


class KindFilter(NamedTuple):
    """Which kinds are listed: of one API group, in namespaces or not, with verbs, of categories."""

    api_group: str = "\0"
    namespaced: bool | None = None
    verbs: Sequence[str] = ()
    categories: Sequence[str] = ()

    def takes(self, kind: Kind) -> bool:
        """Whether a kind is listed."""
        return (
            self.api_group in ("\0", kind.group)
            and self.namespaced in (None, kind.namespaced)
            and set(self.verbs) <= set(resources.verbs_of(kind))
            and set(self.categories) <= set(kind.categories)
        )


@flags.command()
@flags.argument("words", many=True)
@flags.gather(
    KindFilter,
    flags.several("--categories", metavar="CATEGORY", help="Only kinds of these categories"),
    flags.several("--verbs", metavar="VERB", help="Only kinds that support these verbs"),
    flags.flag(
        "--namespaced",
        default=None,
        help="Only kinds that live in namespaces, or only those that do not",
    ),
    flags.text(
        "--api-group",
        default="\0",
        metavar="GROUP",
        help="Only kinds of this API group; '' is the core group",
    ),
    into="wanted",
)
@flags.output
@flags.text(
    "--sort-by", metavar="name|kind", help="Order by name or by kind, instead of by API group"
)
@flags.flag("--no-headers", help="Leave out the titles of columns")
@flags.no_op("--cached", why="nothing is fetched")
@flags.no_op("--show-managed-fields", why="a list of kinds has none")
def command(
    words: tuple[str, ...], wanted: KindFilter, output: str, sort_by: str, no_headers: bool
) -> None:
    """List the kinds of objects that the cluster knows, under the names by which they can be asked
    for.

    \b
    Examples:
      # Every kind, with what can be done with it
      minik api-resources -o wide
      # Kinds of the apps group
      minik api-resources --api-group=apps
    """
    if words:
        raise ClientError(
            f"unexpected arguments: [{' '.join(words)}]\nSee 'minik api-resources -h' for help and examples"
        )
    if output not in FORMATS:
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", '
            f"allowed formats are: {','.join(FORMATS[1:])}"
        )
    if sort_by not in ("", "name", "kind"):
        raise ClientError("--sort-by accepts only name or kind")
    matching = filter(wanted.takes, resources.cluster_kinds(state_access.read_cluster()))
    streams.echo(
        render_kinds(sort_kinds(matching, sort_by), output, headers=not no_headers), nl=False
    )


def sort_kinds(matching: Iterable[Kind], sort_by: str) -> list[Kind]:
    """Sort kinds by API group (or by name or kind), then by plural name."""
    field = {"name": "plural", "kind": "name"}.get(sort_by, "group")
    return sorted(matching, key=lambda kind: (str(getattr(kind, field)), kind.plural))


def render_kinds(matching: Sequence[Kind], output: str, *, headers: bool) -> str:
    """Return the list as text: a table, or name, json, kyaml or yaml."""
    if output == "name":
        return "".join(f"{escape_controls(kind.resource)}\n" for kind in matching)
    if output in ("json", "kyaml", "yaml"):
        document = {
            "apiVersion": "v1",
            "groupVersion": "",
            "kind": "APIResourceList",
            "resources": list(map(resources.discovery_entry, matching)),
        }
        formats = {
            "json": lambda: marshal(document, "    ") + "\n",
            "kyaml": lambda: f"---\n{kyaml.value_text(document, '')}\n",
            "yaml": lambda: yaml.text(document),
        }
        return formats[output]()
    rows = [
        [
            kind.plural,
            ",".join(kind.short),
            kind.api_version,
            str(kind.namespaced).lower(),
            kind.name,
            ",".join(resources.verbs_of(kind)),
            ",".join(kind.categories),
        ]
        for kind in matching
    ]
    width = len(TITLES) if output == "wide" else 5
    return table.align_cells(
        [
            *([TITLES[:width]] if headers else []),
            *(list(map(table.first_line, row[:width])) for row in rows),
        ]
    )
