"""Options of lists: which version of the cluster, and which page.

Upstream rule: apiserver `storage/etcd3/store.go` and `ValidateListOptions`.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence

from minik.api import bodies
from minik.api.call import Call
from minik.api.refusals import Overdue, options_refusal
from minik.errors import BadRequest, Expired, Problem, Unexpected
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.problem import forbidden, not_supported

EXACT, NOT_OLDER = "Exact", "NotOlderThan"
TOKEN_VERSION = "meta.k8s.io/v1"
OLD_LIST = "The resourceVersion for the provided list is too old."
OLD_TOKEN = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted "
    "between the time the first chunk was returned and now may show up in the list."
)


class Page(NamedTuple):
    """The cluster as it was at the version of a list, and the path after which the page begins."""

    cluster: Cluster
    version: int
    start: str = ""


def limit(call: Call) -> int:
    """Return how many objects a page may have; 0: all. Raises BadRequest."""
    text = call.parameters.get("limit") or "0"
    digits = text.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        raise BadRequest(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return max(int(text), 0)


def parse_version(text: str, *, single: bool = False) -> int:
    """Return a resourceVersion as a number, 0 for none. Raises BadRequest; `single`: for one object
    that is Unexpected.
    """
    if text and not (text.isascii() and text.isdigit()):
        why = f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax'
        raise Unexpected(why) if single else BadRequest(f"invalid resource version: {why}")
    return int(text or "0")


def check_version(call: Call) -> int:
    """Return the version that an answer must not be older than. Raises BadRequest, Overdue."""
    single = bool(call.place.name)
    version = parse_version(call.parameters.get("resourceVersion", ""), single=single)
    if version > call.cluster.version:
        raise too_large(version, call.cluster.version)
    return version


def too_large(version: int, current: int) -> Overdue:
    """Return the error for a version that does not exist yet."""
    error = Overdue(f"Timeout: Too large resource version: {version}, current: {current}")
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    error.details = {"causes": [cause], "retryAfterSeconds": 1}
    return error


def page(call: Call) -> Page:
    """Return of which version a list is, and where it begins.

    Raises Invalid for options that exclude each other, Expired for a version that is not kept.
    """
    limit(call)
    problems = list(option_problems(call.parameters))
    if problems:
        raise options_refusal("ListOptions", problems)
    text = call.parameters.get("resourceVersion", "")
    if call.parameters.get("continue"):
        return _next_page(call, text)
    version = check_version(call)
    match = call.parameters.get("resourceVersionMatch")
    if match == EXACT:
        return _past_page(call, version, OLD_LIST)
    return Page(call.cluster, call.cluster.version)


def option_problems(parameters: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the options of a list."""
    match, version = (
        parameters.get(name, "") for name in ("resourceVersionMatch", "resourceVersion")
    )
    field = "resourceVersionMatch"
    if parameters.get("sendInitialEvents"):
        yield forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")
    if not match:
        return
    if not version:
        yield forbidden(
            field, "resourceVersionMatch is forbidden unless resourceVersion is provided"
        )
    if parameters.get("continue"):
        yield forbidden(field, "resourceVersionMatch is forbidden when continue is provided")
    if match not in (EXACT, NOT_OLDER):
        yield not_supported(field, match, [EXACT, NOT_OLDER, ""])
    elif match == EXACT and version == "0":
        yield forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')


def _past_page(call: Call, version: int, message: str, start: str = "") -> Page:
    past = call.cluster if version == call.cluster.version else call.server.past(version)
    if past is None:
        raise Expired(message)
    return Page(past, version, start)


def _next_page(call: Call, version_text: str) -> Page:
    token = parse_token(call.parameters["continue"])
    if version_text not in ("", "0"):
        raise BadRequest("specifying resource version is not allowed when using continue")
    start = str(token.get("start", "")).removesuffix("\0").removeprefix("/")
    start = f"{call.place.namespace}/{start}" if call.place.namespace else start
    version = token.get("rv", 0)
    if version == -1:
        return Page(call.cluster, call.cluster.version, start)
    return _past_page(call, version, OLD_TOKEN, start)


def parse_token(text: str) -> Mapping[str, Any]:
    """Return what a continue token says. Raises BadRequest for one that is none."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadRequest(
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"
        ) from None
    try:
        token = json.loads(raw.decode("latin-1"))
    except (ValueError, RecursionError) as error:
        wrong = error if isinstance(error, ValueError) else ValueError()
        why = bodies.go_syntax_error(wrong)
        raise BadRequest(f"invalid continue token: continue key is not valid: {why}") from None
    if (
        not isinstance(token, dict)
        or token.get("v") != TOKEN_VERSION
        or type(token.get("rv")) is not int
    ):
        raise BadRequest(
            "invalid continue token: continue key is not valid: server does not recognize this encoded version"
        )
    return token


def new_token(version: int, path: str) -> str:
    """Return the token of the page that begins after an object."""
    text = json.dumps(
        {"v": TOKEN_VERSION, "rv": version, "start": f"/{path}\0"}, separators=(",", ":")
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cut(call: Call, page: Page, chosen: Sequence[Object]) -> tuple[Sequence[Object], Object]:
    """Return the objects of a page, and what the list's metadata says of the next one."""
    most = 0 if call.parameters.get("resourceVersion") == "0" else limit(call)
    if page.start:
        chosen = [obj for obj in chosen if objects.key(obj).path > page.start]
    if not most or len(chosen) <= most:
        return chosen, {}
    last = chosen[most - 1]
    path = objects.name(last) if call.place.namespace else objects.key(last).path
    selective = call.parameters.get("labelSelector") or call.parameters.get("fieldSelector")
    count = {} if selective else {"remainingItemCount": len(chosen) - most}
    return chosen[:most], {"continue": new_token(page.version, path), **count}
