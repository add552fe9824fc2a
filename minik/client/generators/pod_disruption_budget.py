"""A PodDisruptionBudget from a selector and a bound."""

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model import selectors
from minik.model.object import MutableObject, Object

BOUND = re.compile(r"[0-9]+%?")
OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}
STATUS = {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}


def build_pod_disruption_budget(
    name: str, selector: str, *, min_available: str = "", max_unavailable: str = ""
) -> Object:
    """Build a PodDisruptionBudget with minAvailable or maxUnavailable."""
    if not selector:
        raise ClientError("a selector must be specified")
    if not min_available and not max_unavailable:
        raise ClientError("one of min-available or max-unavailable must be specified")
    if min_available and max_unavailable:
        raise ClientError("min-available and max-unavailable cannot be both specified")
    spec: MutableObject = {"selector": parse_label_selector(selector)}
    for option, field, value in (
        ("min-available", "minAvailable", min_available),
        ("max-unavailable", "maxUnavailable", max_unavailable),
    ):
        if value:
            spec[field] = _parse_bound(option, value)
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": spec,
        "status": STATUS,
    }


def _parse_bound(option: str, text: str) -> Any:
    if not BOUND.fullmatch(text):
        raise ClientError(f"invalid format specified for {option}")
    return text if text.endswith("%") else int(text)


def parse_label_selector(text: str) -> Object:
    """Return the LabelSelector for a selector's text."""
    try:
        terms = selectors.parse_selector(text)
    except selectors.BadSelector as error:
        raise ClientError(f'couldn\'t parse the selector string "{text}": {error}') from None
    labels = {
        term.key: term.values[0]
        for term in terms
        if term.operator == "in" and len(term.values) == 1
    }
    rest = [
        {
            "key": term.key,
            "operator": OPERATORS.get(term.operator, term.operator),
            **({"values": sorted(term.values)} if term.values else {}),
        }
        for term in terms
        if not (term.operator == "in" and len(term.values) == 1)
    ]
    return {
        **({"matchLabels": labels} if labels else {}),
        **({"matchExpressions": rest} if rest else {}),
    }
