"""What a rule does besides sending requests on, as people read it: headers, CORS, timeouts, retries."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.light_typing import Any, TypeAlias
from minik.ways.way import Way

Say: TypeAlias = Callable[[Mapping[str, Any]], Iterator[str]]
TIMES = {"request": "request {}", "backendRequest": "each try {}"}


def lines(way: Way) -> Iterator[tuple[str, str]]:
    """Yield what a rule does besides, each with its label."""
    yield from said(way.effects)


def said(effects: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Yield effects in words, each with its label."""
    for name, value in effects:
        label, say = EFFECTS[name]
        yield label, "; ".join(say(value)) or "as its defaults say"


def headers(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield how headers are changed: set, added, removed."""
    for verb in ("set", "add"):
        pairs = [f"{one.get('name')}: {one.get('value')}" for one in value.get(verb) or ()]
        if pairs:
            yield f"{verb} {', '.join(pairs)}"
    if value.get("remove"):
        yield f"remove {', '.join(map(str, value['remove']))}"


def of_requests(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the headers of requests are changed."""
    yield from (f"of requests: {one}" for one in headers(value))


def of_responses(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the headers of responses are changed."""
    yield from (f"of responses: {one}" for one in headers(value))


def cors(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield from where and how browsers may ask."""
    names = {"allowOrigins": "from", "allowMethods": "with", "allowHeaders": "headers"}
    for field, word in names.items():
        found: Sequence[Any] = value.get(field) or ()
        if found:
            yield f"{word} {', '.join(map(str, found))}"
    if value.get("allowCredentials"):
        yield "with credentials"


def timeouts(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield after which time a request, or a try, is given up; 0s means never."""
    for name, text in TIMES.items():
        if name in value:
            yield text.format("without end" if value[name] == "0s" else value[name])


def retries(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield how often and where a request is tried again."""
    codes = ", ".join(map(str, value.get("codes") or ()))
    if "attempts" in value:
        yield f"{value['attempts']} times"
    if codes:
        yield f"after {codes}"
    if "backoff" in value:
        yield f"every {value['backoff']}"


def session(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield by what a client stays with its backend."""
    yield f"by {str(value.get('type') or 'Cookie').lower()}"
    if value.get("sessionName"):
        yield str(value["sessionName"])


EFFECTS: dict[str, tuple[str, Say]] = {
    "requestHeaderModifier": ("headers", of_requests),
    "responseHeaderModifier": ("headers", of_responses),
    "cors": ("CORS", cors),
    "timeouts": ("timeout", timeouts),
    "retry": ("retry", retries),
    "sessionPersistence": ("session", session),
}
