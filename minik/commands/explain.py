"""Explain a kind or one of its fields"""
import click

from minik import kinds, schemas
from minik.commands import _options, _session, _targets
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import read
from minik.render import _explanation
from minik.schemas import Schema


@click.command(cls=_options.Verb)
@_options.flag("--recursive", help="Only the names and types of the fields, and of the fields in them")
@_options.text("--api-version", metavar="GROUP/VERSION", help="In this version of the kind")
@_options.text("-o", "--output", default="plaintext", metavar="plaintext", help="There is one format")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], recursive: bool, api_version: str, output: str) -> None:
    """Explain a kind, or the field at a path in it: its type, whether it is required, what it takes and what it means.

    \b
    Examples:
      minik explain service
      minik explain svc.spec.ports
      minik explain deployment --recursive
    """
    if not words:
        raise ClientError('You must specify the type of resource to explain. Use "minik api-resources" for a complete list of supported '
                          "resources.")
    if len(words) > 1:
        raise ClientError("We accept only this format: explain RESOURCE")
    if output != "plaintext":
        raise ClientError(f"the output format {output} is not supported by minik: plaintext is")
    cluster = _session.reading()
    kind, path = meant(words[0].rstrip("."), cluster)
    version = api_version or f"{kind.group}/{kind.versions[0]}".lstrip("/")
    if objects.group(version) != kind.group or objects.version(version) not in kind.versions:
        raise ClientError(f'couldn\'t find resource for "{version}, Kind={kind.name}"')
    found = schema(kind, objects.version(version), cluster)
    click.echo(_explanation.explained(kind, objects.version(version), found, path, recursive=recursive), nl=False)


def meant(word: str, cluster: Cluster) -> tuple[Kind, list[str]]:
    """The kind, and the path in it; `deployments.apps.spec` begins with a kind and its group."""
    parts = word.split(".")
    for length in range(len(parts), 1, -1):
        found = kinds.named(".".join(parts[:length]), _targets.custom(cluster))
        if found and found.group == ".".join(parts[1:length]):
            return found, parts[length:]
    return _targets.resolved(parts[0], cluster), parts[1:]


def schema(kind: Kind, version: str, cluster: Cluster) -> Schema:
    """The structure of a kind, from its definition."""
    if not kind.custom:
        return schemas.definition(str(kind.definitions[version]))
    definition = cluster.get("CustomResourceDefinition", "", f"{kind.plural}.{kind.group}") or {}
    served = {one["name"]: one for one in read(definition, "spec.versions", [])}
    found: Schema = read(served.get(version) or {}, "schema.openAPIV3Schema", {})
    return found
