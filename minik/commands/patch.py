"""Change fields of an object by a patch"""

from minik.api import bodies
from minik.client import patching
from minik.client.requests import Outcome
from minik.command_line import flags, options, selection, subresources, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError, MinikError
from minik.intake import parsing
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.store import files


@flags.command(usage=f"{usages.FILES_OR_NAMES} [-p PATCH|--patch-file FILE]")
@flags.text(
    "-p",
    "--patch",
    "text",
    metavar="PATCH",
    help="The patch, as JSON or YAML",
    secret=options.CONTENT,
)
@flags.text("--patch-file", "file", metavar="FILE", help="A file that holds the patch")
@flags.text(
    "--type",
    "type_name",
    default="strategic",
    metavar="TYPE",
    help="strategic, merge (RFC 7386) or json (RFC 6902)",
)
@subresources.option
@selection.options(selection.LOCAL_ONLY)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], text: str, file: str, type_name: str, part: str, chosen: Selection
) -> None:
    """Change fields of an object by a patch.

    \b
    Examples:
      minik patch svc web -p '{"spec": {"type": "NodePort"}}'
      minik patch deploy web --subresource=status -p '{"status": {"observedGeneration": 1}}'
      minik patch svc web --type=json -p '[{"op": "remove", "path": "/spec/selector/tier"}]'
    """
    change = read_patch(text, file, type_name)
    pretend = chosen.local or chosen.request.dry_run == "client"

    def patch_object(draft: Draft, kind: Kind, obj: Object) -> Outcome:
        if pretend:
            return patching.patch_locally(kind, obj, change, type_name)
        done = patching.patch(draft, kind, obj, change, type_name, part)
        return subresources.scale_of(done) if part == "scale" else done

    selection.change(chosen, words, patch_object, none_message="error: no objects passed to patch")


def read_patch(text: str, file: str, type_name: str) -> Any:
    """Return the patch from --patch or --patch-file, parsed; raise ClientError if it is not valid."""
    if bool(text) == bool(file):
        raise ClientError(
            "cannot specify --patch and --patch-file together"
            if text
            else "must specify --patch or --patch-file containing the contents of the patch"
        )
    patching.check_type(type_name)
    try:
        if file:
            text = parsing.decode_text(files.read_file(file))
        patches = patch_values(text, file)
    except OSError as error:
        raise ClientError(
            f"unable to read patch file: open {file}: {(error.strerror or '').lower()}"
        ) from None
    except MinikError as error:
        if text.lstrip().startswith("{"):  # kubectl sends it as it is: the server reads it
            bodies.parse_json(text.encode(), "error decoding patch: ")
        raise ClientError(
            f'unable to parse "{text}": {error.message.partition("JSON: ")[2] or error.message}'
        ) from None
    nothing: Any = None if type_name == "merge" else {}  # a merge patch null would leave nothing
    return patches[0] if patches else nothing


def patch_values(text: str, file: str) -> list[Any]:
    """Return the patches in a text, nearly always one: JSON remembers what is there twice, of YAML
    the last one counts.
    """
    try:
        return [document.value for document in parsing.parse(text, file)]
    except MinikError:
        return [document.value for document in parsing.parse(text, file, strict=False)]
