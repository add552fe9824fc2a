"""Print the JSON Schema of kinds, for editors and CI"""

import os
from collections.abc import Iterator, Sequence

from minik import kinds
from minik.api import versions
from minik.command_line import flags, manifest_files, resource_arguments, state_access, streams
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.wording import pluralize
from minik.render import json_schemas
from minik.render.json_schemas import Named
from minik.schemas import bundled_definitions
from minik.store import manifests


@flags.command()
@flags.argument("words", many=True, metavar="KIND...")
@flags.flag("--all", "everything", help="All kinds, in one schema")
@flags.judged_filename(1)
@flags.kubernetes_version
@flags.text(
    "--output-directory",
    metavar="DIR",
    help="Write a file for each kind and version into this folder: deployment-apps-v1.json",
)
def command(
    words: tuple[str, ...],
    everything: bool,
    filenames: tuple[str, ...],
    recursive: bool,
    kubernetes_version: str,
    output_directory: str,
) -> None:
    """Print the JSON Schema (draft 7) of kinds, as an editor or a validator reads it. Fields that a
    kind does not have are errors, as for the API server.

    Known are the built-in kinds of a version of Kubernetes (1.36 unless it is named), those of Gateway
    API and network-policy-api, the custom resources of the cluster, and those that files define (-f).

    \b
    Examples:
      minik schema deployment > deployment.json
      minik schema --all > kubernetes.json
      # With the custom resources of these definitions, as of an older Kubernetes
      minik schema --all -f crds/ --kubernetes-version 1.29 > kubernetes.json
      minik schema --all --output-directory schemas/
    """
    if everything == bool(words):
        raise ClientError("name kinds, or ask for --all")
    version = kubernetes_version or ".".join(versions.KUBERNETES.split(".")[:2])
    definitions = known_definitions(filenames, recursive)
    found = (
        all_kinds(definitions, version)
        if everything
        else (kind_of_word(word, definitions, version) for word in words)
    )
    named = list(json_schemas.in_all_versions(found))
    if output_directory:
        write_files(output_directory, named)
        return
    chosen = named if everything or len(words) > 1 else named[:1]
    streams.echo(marshal(json_schemas.schema_of(chosen), "  "))


def known_definitions(filenames: Sequence[str], recursive: bool) -> list[Object]:
    """Return the definitions of custom resources: of files, of the cluster if there is one, and those
    that minik brings along; the first of each name.
    """
    found: dict[str, Object] = {}
    for definition in (
        *_of_files(filenames, recursive),
        *_of_cluster(),
        *map(bundled_definitions.definition, bundled_definitions.names()),
    ):
        found.setdefault(objects.name(definition), definition)
    return list(found.values())


def _of_files(filenames: Sequence[str], recursive: bool) -> Iterator[Object]:
    if filenames:
        pieces = manifests.pieces(manifest_files.find(filenames, recursive))
        empty = manifest_files.empty_cluster(DEFAULT)
        yield from (found for _, found in manifest_files.definitions(pieces, empty))


def _of_cluster() -> Iterator[Object]:
    if os.path.exists(state_access.state_path()):
        yield from resource_arguments.custom_definitions(state_access.read_cluster())


def all_kinds(definitions: Sequence[Object], version: str) -> Iterator[Kind]:
    """Yield the kinds that a version of Kubernetes stores, and the custom ones."""
    yield from (kind for kind in kinds.all_kinds(version) if kind.stored)
    yield from map(kinds.kind_of_definition, definitions)


def kind_of_word(word: str, definitions: Sequence[Object], version: str) -> Kind:
    """Return the kind that a word names, as a version of Kubernetes serves it; raise ClientError where
    it does not.
    """
    kind = kinds.find_kind(word, definitions)
    if kind is None:
        why = f'the server doesn\'t have a resource type "{word}"'
        raise ClientError(
            why, hint="minik schema -f FILES reads the definitions of custom resources"
        )
    if kind.custom:
        return kind
    served = next((one for one in kinds.all_kinds(version) if one.key == kind.key), None)
    if served is None:
        raise ClientError(f"Kubernetes {version} does not serve {kind.plural}")
    return served


def write_files(folder: str, named: Sequence[Named]) -> None:
    """Write the schema of each kind and version into a file; raise ClientError where that fails."""
    try:
        os.makedirs(folder, exist_ok=True)
        for one in named:
            path = os.path.join(folder, one.file)
            with open(path, "w", encoding="utf-8") as file:
                file.write(marshal(json_schemas.schema_of([one]), "  ") + "\n")
    except OSError as error:
        raise ClientError(f"{folder}: {(error.strerror or 'cannot be written').lower()}") from None
    state_access.say(f"{pluralize(len(named), 'file')} written to {folder}")
