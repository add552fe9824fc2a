"""--overrides: a patch applied to a generated object before it is created."""

import json

from minik import kinds
from minik.client.patching import TYPES
from minik.command_line import flags
from minik.command_line.options import CONTENT
from minik.errors import ClientError
from minik.intake import patching
from minik.model import object as objects
from minik.model.object import Object

# --overrides and --override-type
options: flags.Option = flags.together(
    flags.text(
        "--overrides",
        metavar="JSON",
        help="A patch for the object before it is created",
        secret=CONTENT,
    ),
    flags.text(
        "--override-type",
        default="merge",
        metavar="TYPE",
        help="What kind of patch: json, merge or strategic",
    ),
)


def apply_overrides(obj: Object, overrides: str, override_type: str) -> Object:
    """Return the object with the patch applied; raise ClientError if the patch is not valid."""
    if override_type not in TYPES:
        raise ClientError(f"invalid override type: {override_type}")
    try:
        patch = json.loads(overrides or "{}")
    except ValueError as error:
        raise ClientError(f"Invalid JSON Patch: {error}") from None
    return (
        patching.patched_object(
            kinds.kind_of_key(objects.kind_name(obj["apiVersion"], obj["kind"])),
            obj,
            patch,
            override_type,
        )
        if patch
        else obj
    )
