"""POST: create an object at the path of its kind."""

from minik.api import access_reviews, paths, request_options, token_reviews, writing
from minik.api.call import Call
from minik.api.parts import binding
from minik.api.reply import Reply
from minik.errors import MethodNotAllowed, Unexpected
from minik.intake import registry
from minik.model.kind import unchanged


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
    if _names_version(sent["metadata"].get("resourceVersion")):
        raise Unexpected("resourceVersion should not be set on objects to be created")
    defaulted = place.kind.default(sent)
    finish = writing.tracking(call, draft, defaulted)
    if place.kind.group == access_reviews.GROUP:
        access_reviews.check(call, finish(defaulted))
    if place.kind.key in access_reviews.UNTRACKED:
        finish = unchanged
    created, warnings = registry.create(draft, place.kind, sent, finish=finish)
    if place.kind.key == "TokenReview":
        created = token_reviews.judge(call, created)
    elif place.kind.group == access_reviews.GROUP and call.unlimited:
        created = access_reviews.allow(created)
    return writing.reply(call, draft, 201, created, [*unknown, *warnings])


# A word that is no number is passed over: the storage reads none of it. Upstream: `store.Create`.
def _names_version(value: object) -> bool:
    """Whether a resourceVersion is a number of the store, and not 0."""
    text = str(value)
    return text.isascii() and text.isdigit() and 0 < int(text) < 2**64
