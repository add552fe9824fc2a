"""Explain a kind or one of its fields"""
import click

from minik import kinds
from minik.commands import _options, _session, _targets
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import read
from minik.render import _explanation
from minik.render._explanation import _structure
from minik.schemas import Schema

META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


@click.command(cls=_options.Verb)
@_options.flag("-R", "--recursive", help="Only the names and types of the fields, and of the fields in them")
@_options.number("--max-depth", default=0, help="With --recursive: so many levels of fields, 0 for all")
@_options.text("--api-version", metavar="GROUP/VERSION", help="In this version of the kind")
@_options.text("-o", "--output", default="plaintext", metavar="plaintext|plaintext-openapiv2", help="The layout: today's, or the older one")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], recursive: bool, max_depth: int, api_version: str, output: str) -> None:
    """Explain a kind, or the field at a path in it: its type, whether it is required, what it takes, what it means, which rules the
    server has for it, and what it is if unset. Nobody is asked: the structure of every kind is on board.

    \b
    Examples:
      minik explain service
      # One field
      minik explain svc.spec.ports.targetPort
      # Names and types of all fields, two levels deep
      minik explain deployment --recursive --max-depth=2
      # In another version, in the older layout
      minik explain hpa.spec --api-version=autoscaling/v1 -o plaintext-openapiv2
    """
    if max_depth < 0:
        raise ClientError("--max-depth must be non-negative")
    if max_depth and not recursive:
        raise ClientError("--max-depth requires --recursive")
    if not words:
        raise ClientError('You must specify the type of resource to explain. Use "minik api-resources" for a complete list of supported '
                          "resources.")
    if len(words) > 1:
        raise ClientError("We accept only this format: explain RESOURCE")
    layout = _explanation.layout(output)
    if layout is None:
        raise ClientError(f"unrecognized format: {output}")
    kind, version, schema, path = meant(words[0].rstrip("."), api_version, _session.reading())
    _session.say(layout.explained(_structure.page(kind, version, schema, path), recursive=recursive, depth=max_depth), nl=False)


def meant(word: str, api_version: str, cluster: Cluster) -> tuple[Kind, str, Schema, list[str]]:
    """The kind, its version and structure, and the path in it."""
    kind, path = parted(word, cluster)
    wanted = api_version or f"{kind.group}/{kind.versions[0]}".lstrip("/")
    version = objects.version(wanted)
    if objects.group(wanted) != kind.group or version not in kind.versions:
        raise ClientError(f'couldn\'t find resource for "{wanted}, Kind={kind.name}"')
    return kind, version, custom(kind, version, cluster) if kind.custom else {"$ref": str(kind.definitions[version])}, path


def parted(word: str, cluster: Cluster) -> tuple[Kind, list[str]]:
    """The kind, and the path in it; `deployments.apps.spec` begins with a kind and its group."""
    parts = word.split(".")
    for length in range(len(parts), 1, -1):
        found = kinds.named(".".join(parts[:length]), _targets.custom(cluster))
        if found and found.group == ".".join(parts[1:length]):
            return found, parts[length:]
    return _targets.resolved(parts[0], cluster), parts[1:]


def custom(kind: Kind, version: str, cluster: Cluster) -> Schema:
    """The structure of a kind as its definition has it, with what every object has."""
    definition = cluster.get("CustomResourceDefinition", "", f"{kind.plural}.{kind.group}") or {}
    served = {one["name"]: one for one in read(definition, "spec.versions", [])}
    schema: Schema = read(served.get(version) or {}, "schema.openAPIV3Schema", {})
    common = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"$ref": META}}
    return {**schema, "properties": {**(schema.get("properties") or {}), **common}}
