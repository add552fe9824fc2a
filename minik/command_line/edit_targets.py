"""The objects that `edit` and `apply edit-last-applied` open in the editor."""

from minik.command_line import selection, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.intake import last_applied
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Key, Object

NO_ANNOTATION = (
    "no last-applied-configuration annotation found on resources, to create the annotation, use "
    "command `minik apply set-last-applied --create-annotation`"
)
NO_OBJECTS = "edit cancelled, no objects found"


def find_objects(words: tuple[str, ...], request: Request) -> dict[Key, tuple[Kind, Object]]:
    """Return kind and object, by key, of what is to be edited.

    Raises the errors if any object is missing, and ClientError if there are none.
    """
    selected = selection.Selection(request, every=True)
    matches = list(selection.find_objects(selected, words, state_access.read_cluster()))
    state_access.report(match for match in matches if isinstance(match, MinikError))
    present = [match for match in matches if not isinstance(match, MinikError)]
    if not present:
        raise ClientError(NO_OBJECTS)
    return {objects.key(obj): (kind, obj) for kind, obj in present}


def read_last_applied(obj: Object) -> Object:
    """Return an object's last-applied configuration; raise ClientError if it has none."""
    configuration = last_applied.previous_configuration(obj)
    if configuration is None:
        raise ClientError(NO_ANNOTATION)
    return configuration
