"""Watches: which events a client wants, and how one change of an object becomes its event.

Upstream rule: apiserver `storage/cacher`: a change that makes an object match is ADDED, one that
makes it cease to match is DELETED, with its last matching state.
"""

from collections.abc import Iterator, Mapping

from minik.api import list_options, lists, refusals
from minik.api.call import Call
from minik.api.reply import Reply, Selection, Watch
from minik.errors import BadRequest, Expired, Problem
from minik.light_typing import NamedTuple
from minik.model import field_selectors, selectors
from minik.model import object as objects
from minik.model.field_selectors import Terms
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import forbidden, not_supported
from minik.model.watch_events import ADDED, DELETED, MODIFIED, WatchEvent

BOOKMARK, ERROR = "BOOKMARK", "ERROR"
ENDS_INITIAL = "k8s.io/initial-events-end"


class Matcher(NamedTuple):
    """Which objects of a kind a watch is about."""

    kind: Kind
    selection: Selection
    selector: selectors.Selector
    terms: Terms

    def matches(self, obj: Object | None) -> bool:
        """Return whether an object is one of them; None is not."""
        if obj is None:
            return False
        chosen = self.selection
        if chosen.namespace and objects.namespace(obj) != chosen.namespace:
            return False
        if chosen.name and objects.name(obj) != chosen.name:
            return False
        return selectors.matches(self.selector, objects.labels(obj)) and bool(
            not self.terms or field_selectors.filter_objects([obj], self.terms, self.kind)
        )

    def event(self, before: Object | None, after: Object | None, version: int) -> WatchEvent | None:
        """Return the event that a change of an object is to this watch, None if it is none."""
        matched, matches = self.matches(before), self.matches(after)
        if matches and after is not None:
            return WatchEvent(MODIFIED if matched else ADDED, after)
        if matched and before is not None:
            gone = objects.write(before, "metadata.resourceVersion", str(version))
            return WatchEvent(DELETED, gone)
        return None


def matcher(kind: Kind, selection: Selection) -> Matcher:
    """Return what selects the objects of a watch. Raises BadRequest for an invalid selector."""
    try:
        terms = field_selectors.parse_field_selector(selection.fields)
        requirements = selectors.parse_selector(selection.labels)
        field_selectors.require_supported(terms, kind)
    except selectors.BadSelector as wrong:
        raise BadRequest(str(wrong)) from None
    return Matcher(kind, selection, requirements, terms)


def option_problems(parameters: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the options of a watch."""
    match, initial = parameters.get("resourceVersionMatch", ""), parameters.get("sendInitialEvents")
    field = "resourceVersionMatch"
    if parameters.get("continue"):
        yield forbidden(field, "resourceVersionMatch is forbidden when continue is provided")
    if match and initial is None:
        yield forbidden(
            field,
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        )
    elif initial is not None and not match:
        yield forbidden(
            field,
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        )
    elif initial is not None and match != list_options.NOT_OLDER:
        yield not_supported(field, match, [list_options.NOT_OLDER])


def begin(call: Call) -> Reply:
    """Return the reply that opens a stream of events.

    Raises Invalid for options that exclude each other, BadRequest for an invalid selector.
    """
    problems = list(option_problems(call.parameters))
    if problems:
        raise refusals.options_refusal("ListOptions", problems)
    place, text = call.place, call.parameters.get("resourceVersion", "")
    selection = Selection(
        place.namespace,
        call.parameters.get("labelSelector", ""),
        call.parameters.get("fieldSelector", ""),
        place.name,
    )
    chosen, version = (
        matcher(place.kind, selection),
        list_options.parse_version(text, single=True),
    )
    bookmarks, wanted = call.says("allowWatchBookmarks"), call.parameters.get("sendInitialEvents")
    from_any = text in ("", "0")
    lists_first = wanted in ("true", "1") or from_any and wanted is None
    watch = Watch(
        place.kind,
        place.api_version,
        selection,
        call.cluster.version if from_any or lists_first else version,
        _seconds(call.parameters.get("timeoutSeconds", "")),
        bookmarks,
        included=call.parameters.get("includeObject", ""),
    )
    if lists_first:
        base = lists.select_objects(call.cluster, place.kind, selection)
        ends = bookmarks and (wanted is not None or text == "")
        watch = watch._replace(initial=[*filter(chosen.matches, base)], ends_initial=ends)
    elif not from_any and version < call.server.oldest:
        error = Expired(f"too old resource version: {version} ({call.server.oldest})")
        watch = watch._replace(error=refusals.status(error, place))
    return Reply(200, {}, call.cluster, watch=watch)


def _seconds(text: str) -> float | None:
    """Return the seconds after which a stream ends. Raises BadRequest."""
    if text and not text.lstrip("-").isdigit():
        raise BadRequest(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return float(text) if text and int(text) > 0 else None


def bookmark(kind: Kind, api_version: str, version: int, *, ends_initial: bool = False) -> Object:
    """Return the object of a BOOKMARK event."""
    extra = {"annotations": {ENDS_INITIAL: "true"}} if ends_initial else {}
    metadata = {"resourceVersion": str(version), **extra}
    return {"kind": kind.name, "apiVersion": api_version, "metadata": metadata}
