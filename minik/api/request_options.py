"""Options of requests that write: dryRun, fieldManager, fieldValidation, force; and of deletions.

Upstream rule: apimachinery `meta/v1/validation`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.api import bodies
from minik.api.call import Call
from minik.api.refusals import options_refusal
from minik.errors import BadRequest, Problem
from minik.light_typing import Any
from minik.model.names import byte_count
from minik.model.problem import forbidden, invalid, not_supported, required, too_long

LONGEST_MANAGER = 128
LEVELS = ("", "Ignore", "Strict", "Warn")
POLICIES = ("Foreground", "Background", "Orphan")
SCHEME = "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"


def check_write(call: Call, kind: str, *, applies: bool = False) -> None:
    """Raise Invalid for options that a write does not know; `kind` is CreateOptions, ..."""
    problems = list(_write_problems(call, kind, applies=applies))
    if problems:
        raise options_refusal(kind, problems)


def _write_problems(call: Call, kind: str, *, applies: bool) -> Iterator[Problem]:
    given = call.parameters
    if kind == "PatchOptions":
        if applies and not given.get("fieldManager"):
            yield required("fieldManager", "is required for apply patch")
        if not applies and given.get("force") is not None:
            yield forbidden("force", "may not be specified for non-apply patch")
    yield from _manager_problems(given.get("fieldManager", ""))
    yield from _dry_run_problems([given["dryRun"]] if "dryRun" in given else [])
    level = given.get("fieldValidation", "")
    if level not in LEVELS:
        yield not_supported("fieldValidation", level, LEVELS)


def _manager_problems(manager: str) -> Iterator[Problem]:
    if byte_count(manager) > LONGEST_MANAGER:
        yield too_long("fieldManager", LONGEST_MANAGER)
    for position, letter in enumerate(manager):
        if not letter.isprintable():
            why = f"invalid character U+{ord(letter):04X} (at position {position})"
            yield invalid("fieldManager", manager, why)
            return


def _dry_run_problems(values: Sequence[Any]) -> Iterator[Problem]:
    if any(value != "All" for value in values):
        yield not_supported("dryRun", list(values), ["All"])


def deletion(call: Call) -> Mapping[str, Any]:
    """Return the DeleteOptions of a call: those of its body, or those of its query.

    Raises BadRequest for a body that holds none, Invalid for values that nobody knows.
    """
    options = _sent_options(call) if call.body.strip() else _query_options(call)
    problems = list(_deletion_problems(options))
    if problems:
        raise options_refusal("DeleteOptions", problems)
    return options


def _sent_options(call: Call) -> Mapping[str, Any]:
    sent = bodies.any_object(call, "")
    kind = sent.get("kind") or "DeleteOptions"
    if kind != "DeleteOptions":
        version = sent.get("apiVersion") or "v1"
        raise BadRequest(
            f'no kind "{kind}" is registered for version "{version}" in scheme "{SCHEME}"'
        )
    options: Mapping[str, Any] = sent
    return options


def _query_options(call: Call) -> Mapping[str, Any]:
    given = call.parameters
    options: dict[str, Any] = {}
    if given.get("propagationPolicy"):
        options["propagationPolicy"] = given["propagationPolicy"]
    if given.get("gracePeriodSeconds"):
        options["gracePeriodSeconds"] = parse_whole(given["gracePeriodSeconds"])
    if given.get("orphanDependents"):
        options["orphanDependents"] = call.says("orphanDependents")
    if "dryRun" in given:
        options["dryRun"] = [given["dryRun"]]
    return options


def parse_whole(text: str) -> int:
    """Return a whole number. Raises BadRequest, in Go's words."""
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise BadRequest(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    return int(text)


def _deletion_problems(options: Mapping[str, Any]) -> Iterator[Problem]:
    policy, orphans = options.get("propagationPolicy"), options.get("orphanDependents")
    if policy is not None and orphans is not None:
        why = "orphanDependents and deletionPropagation cannot be both set"
        yield invalid("propagationPolicy", policy, why)
    elif policy is not None and policy not in POLICIES:
        yield not_supported("propagationPolicy", policy, (*POLICIES, "nil"))
    yield from _dry_run_problems(options.get("dryRun") or [])
