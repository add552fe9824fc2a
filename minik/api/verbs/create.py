"""POST: create an object at the path of its kind."""

from minik.api import paths, request_options, writing
from minik.api.call import Call
from minik.api.parts import binding
from minik.api.reply import Reply
from minik.errors import MethodNotAllowed, Unexpected
from minik.intake import registry


def answer(call: Call) -> Reply:
    """Return the object as it was created.

    Raises MethodNotAllowed at the path of one object, BadRequest for a document of another place.
    """
    place = call.place
    if place.kind.key == "Binding":
        return binding.create(call)
    if place.name or place.kind.namespaced and place.kind.stored and not place.namespace:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    request_options.check_write(call, "CreateOptions")
    draft = writing.new_draft(call)
    sent, unknown = writing.decode(call)
    if sent["metadata"].get("resourceVersion"):
        raise Unexpected("resourceVersion should not be set on objects to be created")
    defaulted = place.kind.default(sent)
    finish = writing.tracking(call, draft, defaulted)
    created, warnings = registry.create(draft, place.kind, sent, finish=finish)
    return writing.reply(call, draft, 201, created, [*unknown, *warnings])
