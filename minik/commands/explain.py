"""Explain a kind or one of its fields"""

from minik import kinds
from minik.command_line import flags, resource_arguments, state_access
from minik.errors import ClientError, Unanswered
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import read
from minik.render import explanation
from minik.schemas import Schema

OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


@flags.command(usage="TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group]")
@flags.flag(
    "-R", "--recursive", help="Only the names and types of the fields, and of the fields in them"
)
@flags.number(
    "--max-depth", default=0, help="With --recursive: how many levels of fields, 0 for all"
)
@flags.text("--api-version", metavar="GROUP/VERSION", help="In this version of the kind")
@flags.text(
    "-o",
    "--output",
    default="plaintext",
    metavar="plaintext|plaintext-openapiv2",
    help="The layout: today's, or the older one",
)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], recursive: bool, max_depth: int, api_version: str, output: str
) -> None:
    """Explain a kind, or the field at a path in it: its type, whether it is required, what it
    takes, what it means, which rules the server has for it, and what it is if unset. No server is
    asked: the schema of every kind is built in.

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
        raise ClientError(
            'You must specify the type of resource to explain. Use "minik api-resources" for a complete list of supported '
            "resources."
        )
    if len(words) > 1:
        raise ClientError("We accept only this format: explain RESOURCE")
    layout = explanation.layout(output)
    if layout is None:
        raise ClientError(f"unrecognized format: {output}")
    kind, version, schema, path = find_field(
        words[0].rstrip("."), api_version, state_access.read_cluster()
    )
    try:
        page = explanation.page(kind, version, schema, path)
    except ClientError:
        state_access.say(layout.title(kind, version), nl=False)
        raise
    state_access.say(layout.explained(page, recursive=recursive, depth=max_depth), nl=False)


def find_field(
    word: str, api_version: str, cluster: Cluster
) -> tuple[Kind, str, Schema, list[str]]:
    """Return the kind, its version, its schema and the path of fields that a word names."""
    kind, path = split_path(word, cluster)
    group_version = api_version or f"{kind.group}/{kind.versions[0]}".lstrip("/")
    version, kubernetes_version = (
        objects.version(group_version),
        cluster.settings.kubernetes_version,
    )
    if kubernetes_version and not kind.custom:
        kind = kinds.find_served_kind(group_version, kind.name, (), kubernetes_version) or kind
    if objects.group(group_version) != kind.group or version not in kind.versions:
        raise ClientError(f'couldn\'t find resource for "{group_version}, Kind={kind.name}"')
    return (
        kind,
        version,
        custom_schema(kind, version, cluster)
        if kind.custom
        else {"$ref": str(kind.definitions[version])},
        path,
    )


def split_path(word: str, cluster: Cluster) -> tuple[Kind, list[str]]:
    """Split a word into kind and field path; `deployments.apps.spec` begins with kind and group."""
    parts = word.split(".")
    for length in range(len(parts), 1, -1):
        kind = kinds.find_kind(
            ".".join(parts[:length]), resource_arguments.custom_definitions(cluster)
        )
        if kind and kind.group == ".".join(parts[1:length]):
            return kind, parts[length:]
    try:
        return resource_arguments.resolve_kind(parts[0], cluster), parts[1:]
    except ClientError as error:
        raise Unanswered(
            error.message, hint=error.hint
        ) from None  # kubectl says it without "error:"


def custom_schema(kind: Kind, version: str, cluster: Cluster) -> Schema:
    """Return a custom resource's schema from its definition, with the fields every object has."""
    definition = cluster.get("CustomResourceDefinition", "", f"{kind.plural}.{kind.group}") or {}
    served = {entry["name"]: entry for entry in read(definition, "spec.versions", [])}
    schema: Schema = read(served.get(version) or {}, "schema.openAPIV3Schema", {})
    common = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": OBJECT_META},
    }
    return {**schema, "properties": {**(schema.get("properties") or {}), **common}}
