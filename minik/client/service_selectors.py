"""Which pods a Service chooses: the pure part of `set selector`.

Upstream rule: kubectl `pkg/cmd/set`.
"""

from collections.abc import Sequence

from minik import light_re as re
from minik.client import altering
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import request_errors
from minik.light_typing import NamedTuple
from minik.model import selectors
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, write


class Chosen(NamedTuple):
    """What a selector asks for: labels, and what no Service can be told, as Go prints it."""

    labels: dict[str, str]
    expressions: Sequence[str]


# operator → what a label selector calls it; without a name there it has none
OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}


def parse(text: str) -> Chosen:
    """Return what a selector asks for. Upstream rule: apimachinery `ParseToLabelSelector`. Raises
    ClientError for what is no selector, and for comparisons.
    """
    try:
        terms = selectors.parse_selector(text)
    except selectors.BadSelector as error:
        raise ClientError(f'couldn\'t parse the selector string "{text}": {error}') from None
    labels, expressions = {}, []
    for term in terms:
        is_set = re.search(rf"(^|,)\s*{re.escape(term.key)}\s+(not)?in\s*\(", text) is not None
        if term.operator in ("gt", "lt"):
            raise ClientError(f'"{term.operator}" isn\'t supported in label selectors')
        if term.operator == "notin" and not is_set:
            raise ClientError('"!=" is not a valid label selector operator')
        if term.operator == "in" and not is_set:
            labels[term.key] = term.values[0]
        else:
            values = " ".join(sorted(term.values))
            expressions.append(f"{{{term.key} {OPERATORS[term.operator]} [{values}]}}")
    return Chosen(labels, expressions)


def choose(
    draft: Draft,
    kind: Kind,
    obj: Object,
    *,
    chosen: Chosen,
    version: str = "",
    pretend: bool = False,
) -> Outcome:
    """Set the selector of one Service; raise ClientError for other kinds."""
    if kind.key != "Service":
        raise ClientError("setting a selector is only supported for Services")
    if chosen.expressions:
        terms = " ".join(chosen.expressions)
        raise ClientError(f"match expression [{terms}] not supported on this object")
    if version and obj["metadata"].get("resourceVersion") != version:
        raise request_errors.stale(kind, obj)
    done = "selector updated"  # also where it was so already
    outcome = altering.alter(
        draft,
        kind,
        obj,
        lambda one: write(one, "spec.selector", chosen.labels),
        done,
        pretend=pretend,
    )
    return outcome or Outcome(kind, obj, done)
