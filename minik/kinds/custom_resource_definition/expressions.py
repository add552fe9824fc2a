"""Rules of a schema are compiled, and what they may cost is added up, before a server takes them.

Upstream rule: apiextensions `ValidateCustomResourceDefinitionOpenAPISchema` and `CELSchemaContext`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.cel.declarations import LARGEST
from minik.cel.shapes import EMBEDDED, MOST_BYTES, Shape, shape_of_schema
from minik.errors import Problem
from minik.kinds._correlation import LIST_TYPE, MAP_TYPE
from minik.kinds._rule_programs import RULES, CompiledRule, Schema, compile_rules
from minik.kinds.custom_resource_definition.go_schema import RULE_FIELDS
from minik.light_typing import NamedTuple
from minik.model.problem import forbidden, invalid

MOST_RULE_COST, MOST_TOTAL_COST, TOLD = 10_000_000, 100_000_000, 4
ADVICE = "try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared"
TOTAL = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
CONTRIBUTED = (
    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
)


class Place(NamedTuple):
    """A schema within a schema: its path, how often its values may be there (None: nothing bounds it), and
    the path of what keeps new and old values apart, if anything does.
    """

    path: str
    schema: Schema
    times: int | None = 1
    apart: str = ""
    is_root: bool = False


def expression_problems(
    path: str, schema: Schema, wrong: Sequence[Problem], *, unchanged: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a version's schema; not of schemas in which something else is
    `wrong` already, nor what a rule costs in a schema that is `unchanged`.
    """
    costs = list[tuple[int, str]]()
    for place in _places(Place(path, schema, is_root=True)):
        rules = place.schema.get(RULES) or ()
        if rules and not any(problem.field.startswith(place.path) for problem in wrong):
            yield from _rules_problems(place, rules, costs, unchanged)
    total = min(sum(cost for cost, _ in costs), LARGEST)
    if total > MOST_TOTAL_COST:
        expensive = [one for one in costs if one[0] >= MOST_TOTAL_COST // 100]
        for _, where in sorted(expensive, key=lambda one: -one[0])[:TOLD]:
            yield forbidden(where, CONTRIBUTED)
        yield forbidden(path, cost_text(TOTAL, total, MOST_TOTAL_COST))


def _places(place: Place) -> Iterator[Place]:
    """Yield a schema and all schemas of fields, items and values within it."""
    yield place
    path, schema, times, apart, _ = place
    most = _most_elements(schema)
    inner = None if most is None or times is None else min(times * most, LARGEST)
    additional, items = schema.get("additionalProperties"), schema.get("items")
    if isinstance(additional, Mapping):
        yield from _places(Place(f"{path}.additionalProperties", additional, inner, apart))
    is_atomic = schema.get(MAP_TYPE) == "atomic"
    for name, part in sorted((schema.get("properties") or {}).items()):
        where = apart or (path if is_atomic else "")
        yield from _places(Place(f"{path}.properties[{name}]", part, inner, where))
    if isinstance(items, Mapping):
        where = apart or (path if schema.get(LIST_TYPE) != "map" else "")
        yield from _places(Place(f"{path}.items", items, inner, where))


def _most_elements(schema: Schema) -> int | None:
    """Return how many values a schema may hold; None if nothing bounds them."""
    kind = schema.get("type")
    if kind == "object" and schema.get("additionalProperties") is not None:
        limit = schema.get("maxProperties")
    elif kind == "array":
        limit = schema.get("maxItems")
    else:
        return 1
    return None if limit is None else max(int(limit), 0)


def _rules_problems(
    place: Place, rules: Sequence[Schema], costs: list[tuple[int, str]], unchanged: bool
) -> Iterator[Problem]:
    """Yield what is wrong with the rules of one schema; note what they cost."""
    path = f"{place.path}.{RULES}"
    shape = shape_of_schema(
        place.schema, "selfType1", is_root=place.is_root or bool(place.schema.get(EMBEDDED))
    )
    if shape is None:
        text = "failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations"
        yield Problem(path, "InternalError", f"Internal error: internal error: {text}")
        return
    for index, compiled in enumerate(compile_rules(rules, place.schema, shape)):
        where = f"{path}[{index}]"
        for field, cost in _costs(compiled, place, shape):
            costs.append((cost, f"{where}.{field}"))
            if cost > MOST_RULE_COST and not unchanged:
                name = "rule" if field == "rule" else field
                text = cost_text(f"estimated {name} cost", cost, MOST_RULE_COST)
                yield forbidden(f"{where}.{field}", text)
        yield from _rule_problems(where, compiled, place)


def _costs(compiled: CompiledRule, place: Place, shape: Shape) -> Iterator[tuple[str, int]]:
    """Yield what a rule costs in all its places, and what its message costs."""
    most = compiled.program.estimate().most if compiled.program is not None else 0
    count = place.times if place.times is not None else MOST_BYTES // (shape.least_bytes + 1)
    yield "rule", min(most * count, LARGEST)
    if compiled.words is not None and not compiled.message_error:
        yield "messageExpression", compiled.words.estimate().most


def _rule_problems(where: str, compiled: CompiledRule, place: Place) -> Iterator[Problem]:
    rule = {go: compiled.rule.get(ours, unset) for go, ours, unset in RULE_FIELDS}
    if compiled.error:
        yield invalid(f"{where}.rule", rule, compiled.error)
    if compiled.message_error:
        yield invalid(f"{where}.messageExpression", rule, compiled.message_error)
    if compiled.uses_old and place.apart:
        yield invalid(
            f"{where}.rule",
            compiled.rule["rule"],
            f"oldSelf cannot be used on the uncorrelatable portion of the schema within {place.apart}",
        )
    elif not compiled.uses_old and compiled.rule.get("optionalOldSelf") is not None:
        yield invalid(
            f"{where}.optionalOldSelf",
            compiled.rule["optionalOldSelf"],
            "may not be set if oldSelf is not used in rule",
        )


def cost_text(name: str, cost: int, limit: int) -> str:
    """Return by what factor a cost is too high."""
    factor = float(cost) / limit
    shown = (
        "more than 100" if factor > 100 else f"{factor:.6f}" if factor < 1.5 else f"{factor:.1f}"
    )
    return f"{name} exceeds budget by factor of {shown}x ({ADVICE})"
