"""List the kinds of objects that the cluster knows"""
from collections.abc import Iterator, Sequence

import click

from minik import kinds
from minik.commands import _options, _session, _targets
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.controls import visible
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.render import kyaml, table, yaml

ALL = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
FEWER = {
    "ComponentStatus": ("get", "list"), "Namespace": tuple(verb for verb in ALL if verb != "deletecollection"),
    **dict.fromkeys(("Binding", "LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview",
                     "SubjectAccessReview", "TokenReview"), ("create",)),
}
TITLES = ("NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", "VERBS", "CATEGORIES")
FORMATS = ("", "json", "kyaml", "name", "wide", "yaml")


@click.command(cls=_options.Verb)
@click.argument("words", nargs=-1)
@_options.text("--api-group", default="\0", metavar="GROUP", help="Only kinds of this API group; '' is the core group")
@_options.text("--namespaced", metavar="true|false", help="Only kinds that live in namespaces, or only those that do not")
@_options.several("--verbs", metavar="VERB", help="Only kinds that answer to these verbs")
@_options.several("--categories", metavar="CATEGORY", help="Only kinds of these categories")
@_options.output
@_options.text("--sort-by", metavar="name|kind", help="Order by name or by kind, instead of by API group")
@_options.flag("--no-headers", help="Leave out the titles of columns")
@_options.needless("--cached", why="nothing is fetched")
@_options.needless("--show-managed-fields", why="a list of kinds has none")
def command(words: tuple[str, ...], api_group: str, namespaced: str, verbs: tuple[str, ...], categories: tuple[str, ...], output: str,
            sort_by: str, no_headers: bool) -> None:
    """List the kinds of objects that the cluster knows, under the names by which they can be asked for.

    \b
    Examples:
      # Every kind, with what can be done with it
      minik api-resources -o wide
      # Kinds of the apps group
      minik api-resources --api-group=apps
    """
    if words:
        raise ClientError(f"unexpected arguments: [{' '.join(words)}]\nSee 'minik api-resources -h' for help and examples")
    if output not in FORMATS:
        raise ClientError(f'unable to match a printer suitable for the output format "{output}", '
                          f"allowed formats are: {','.join(FORMATS[1:])}")
    if sort_by not in ("", "name", "kind"):
        raise ClientError("--sort-by accepts only name or kind")
    found = [kind for kind in known(_session.reading()) if (api_group in ("\0", kind.group))
             and (not namespaced or kind.namespaced == (namespaced in _options.TRUE))
             and set(verbs) <= set(verbs_of(kind)) and set(categories) <= set(kind.categories)]
    click.echo(text(ordered(found, sort_by), output, headers=not no_headers), nl=False)


def known(cluster: Cluster) -> Iterator[Kind]:
    """Every kind: those of Kubernetes, and those that CustomResourceDefinitions add."""
    yield from kinds.all_kinds()
    yield from map(kinds.of_definition, _targets.custom(cluster))


def verbs_of(kind: Kind) -> Sequence[str]:
    """What can be done with objects of a kind."""
    return ALL if kind.custom else FEWER.get(kind.name, ALL)


def ordered(found: Sequence[Kind], sort_by: str) -> list[Kind]:
    """The kinds by group (or name, or kind), and within that by name."""
    field = {"name": "plural", "kind": "name"}.get(sort_by, "group")
    return sorted(found, key=lambda kind: (str(getattr(kind, field)), kind.plural))


def text(found: Sequence[Kind], output: str, *, headers: bool) -> str:
    """The list, in one of its formats."""
    if output == "name":
        return "".join(f"{visible(kind.resource)}\n" for kind in found)
    if output in ("json", "kyaml", "yaml"):
        document = {"apiVersion": "v1", "groupVersion": "", "kind": "APIResourceList", "resources": list(map(described, found))}
        written = {"json": lambda: marshalled(document, "    ") + "\n", "kyaml": lambda: f"---\n{kyaml.value_text(document, '')}\n",
                   "yaml": lambda: yaml.text(document)}
        return written[output]()
    rows = [[kind.plural, ",".join(kind.short), kind.api_version, str(kind.namespaced).lower(), kind.name, ",".join(verbs_of(kind)),
             ",".join(kind.categories)] for kind in found]
    width = len(TITLES) if output == "wide" else 5
    return table.aligned([*([TITLES[:width]] if headers else []), *(list(map(table.cut, row[:width])) for row in rows)])


def described(kind: Kind) -> dict[str, object]:
    """A kind as the API's discovery tells of it."""
    more = {"shortNames": list(kind.short), "categories": list(kind.categories), "group": kind.group}
    return {"kind": kind.name, "name": kind.plural, "namespaced": kind.namespaced, "singularName": kind.name.lower(),
            "verbs": list(verbs_of(kind)), "version": kind.versions[0], **{name: value for name, value in more.items() if value}}
