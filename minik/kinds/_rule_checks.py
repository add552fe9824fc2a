"""Custom resources are judged by the rules of their schema.

The rules of a schema are compiled once. An object may cost so much in all; what is left is handed from rule to rule.

Upstream rule: apiextensions `pkg/apiserver/schema/cel/validation.go`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from minik import light_re as re
from minik.cel.conversion import converter
from minik.cel.programs import LONGEST_MESSAGE, RUNTIME_BUDGET, Program
from minik.cel.shapes import EMBEDDED, shape_of_schema
from minik.cel.values import NOTHING, CostExceeded, EvaluationError, NoOverload, Optional
from minik.errors import Problem
from minik.kinds._correlation import MISSING, Correlation, Pair, old_field, old_item
from minik.kinds._rule_programs import RULES, CompiledRule, Schema, compile_rules
from minik.light_typing import Any, NamedTuple
from minik.model.problem import quote_value

OUT_OF_BUDGET = (
    "validation failed due to running out of cost budget, no further validation rules will be run"
)
REASONS = {
    "FieldValueForbidden": "Forbidden: {}",
    "FieldValueRequired": "Required value: {}",
}


class Checked(NamedTuple):
    """What rules say: problems, and what was so before, of which is only warned."""

    problems: list[Problem]
    warnings: list[str]


class OutOfBudget(Exception):
    """No further rules are run."""


class RuleNode:
    """The rules of a schema and of the schemas within it; a schema without any has no node."""

    def __init__(self, schema: Schema, rules_from: Schema, *, is_root: bool) -> None:
        self.schema, self.type = schema, schema.get("type") or ""
        self.rules: Sequence[CompiledRule] = ()
        self.convert: Callable[[Any], Any] | None = None
        self.is_unknown = False
        rules = rules_from.get(RULES) or ()
        if rules:
            shape = shape_of_schema(schema, "selfType1", is_root=is_root)
            self.is_unknown = shape is None
            if shape is not None:
                self.rules = compile_rules(rules, schema, shape)
                self.convert = converter(schema, is_root=is_root)
        self.fields = dict(_fields(schema, rules_from))
        self.items = _inner(schema.get("items"), rules_from.get("items"))
        self.values = _inner(
            schema.get("additionalProperties"), rules_from.get("additionalProperties")
        )
        self.all_of = [
            node
            for part in rules_from.get("allOf") or ()
            if (node := RuleNode(schema, part, is_root=is_root)).has_rules
        ]

    @property
    def has_rules(self) -> bool:
        return bool(
            self.rules or self.is_unknown or self.fields or self.items or self.values or self.all_of
        )


def _inner(schema: Any, rules_from: Any) -> RuleNode | None:
    if not isinstance(schema, Mapping) or not isinstance(rules_from, Mapping):
        return None
    node = RuleNode(schema, rules_from, is_root=bool(schema.get(EMBEDDED)))
    return node if node.has_rules else None


def _fields(schema: Schema, rules_from: Schema) -> Iterator[tuple[str, RuleNode]]:
    known = schema.get("properties") or {}
    for name, part in (rules_from.get("properties") or {}).items():
        if node := _inner(known.get(name), part):
            yield name, node


def compile_schema(schema: Schema, *, is_root: bool = True) -> RuleNode | None:
    """Return the compiled rules of a schema; None if it has none."""
    node = RuleNode(schema, schema, is_root=is_root)
    return node if node.has_rules else None


def check_rules(
    node: RuleNode, new: Any, old: Any = None, path: str = "", *, ratchets: bool = True
) -> Checked:
    """Return what the rules say of a value, which replaces an old one if that is not None; what was so
    before is then only warned of, if `ratchets` says so.
    """
    check = RuleCheck()
    correlation = Correlation(Pair(new, old)) if ratchets and old is not None else Correlation()
    with suppress(OutOfBudget):
        check.value(node, path, new, old, correlation)
    return Checked(check.problems, check.warnings)


class RuleCheck:
    """One object that is being judged."""

    def __init__(self) -> None:
        self.problems = list[Problem]()
        self.warnings = list[str]()
        self.budget = RUNTIME_BUDGET

    def value(
        self, node: RuleNode, path: str, new: Any, old: Any, correlation: Correlation
    ) -> None:
        """Judge a value and what is in it; of null nothing is asked."""
        if new is None:
            return
        self.rules(node, path, new, old, correlation)
        for part in node.all_of:
            self.value(part, path, new, old, Correlation(None, correlation.around))
        if isinstance(new, list):
            self.items(node, path, new, old, correlation)
        elif isinstance(new, dict):
            self.fields(node, path, new, old, correlation)

    def items(
        self, node: RuleNode, path: str, new: list[Any], old: Any, correlation: Correlation
    ) -> None:
        for index, item in enumerate(new if node.items else ()):
            before = old_item(item, old, node.schema)
            inner = correlation.item(index, node.schema)
            assert node.items is not None
            self.value(node.items, f"{path}[{index}]", item, _or_none(before), inner)

    def fields(
        self, node: RuleNode, path: str, new: dict[str, Any], old: Any, correlation: Correlation
    ) -> None:
        for name, value in new.items():
            inner = node.values or node.fields.get(name)
            if inner is not None:
                before = _or_none(old_field(old, name, node.schema))
                where = f"{path}[{name}]" if node.values else f"{path}.{name}".removeprefix(".")
                self.value(inner, where, value, before, correlation.field(name, node.schema))

    def rules(
        self, node: RuleNode, path: str, new: Any, old: Any, correlation: Correlation
    ) -> None:
        """Judge a value by the rules of its own schema."""
        if node.is_unknown:
            error = "rule compiler initialization error: failed to convert to declType for CEL validation rules"
            self.refuse(node, path, error)
            return
        if not node.rules:
            return
        if self.budget <= 0:
            self.refuse(node, path, OUT_OF_BUDGET)
            raise OutOfBudget
        try:
            values = _variables(node, new, old)
        except EvaluationError as error:
            for compiled in node.rules:
                self.refuse(node, path, f"{error.message} evaluating rule: {_told(compiled.rule)}")
            return
        for compiled in node.rules:
            if compiled.error:
                self.refuse(node, path, f"rule compile error: {compiled.error}")
            elif compiled.program is not None and (
                old is not None or not compiled.uses_old or compiled.allows_creation
            ):
                self.rule(node, compiled, path, new, values[compiled.allows_creation], correlation)

    def rule(
        self,
        node: RuleNode,
        compiled: CompiledRule,
        path: str,
        new: Any,
        variables: Mapping[str, Any],
        correlation: Correlation,
    ) -> None:
        """Judge a value by one rule."""
        assert compiled.program is not None
        try:
            holds, cost = compiled.program.evaluate(variables)
        except EvaluationError as error:
            self.spend(node, path, error.cost)
            self.refuse(node, path, _error_text(error, compiled.rule))
            if isinstance(error, CostExceeded):
                raise OutOfBudget from None
            return
        self.spend(node, path, cost)
        if holds is True:
            return
        where = f"{path}.{compiled.path}".removeprefix(".") if compiled.path else path
        detail = self.message(node, compiled, where, variables)
        problem = _problem(where or "<nil>", node.type, new, detail, compiled.rule.get("reason"))
        if not compiled.uses_old and correlation.is_unchanged():
            self.warnings.append(f"{problem.field}: {problem.message}")
        else:
            self.problems.append(problem)

    def message(
        self, node: RuleNode, compiled: CompiledRule, path: str, variables: Mapping[str, Any]
    ) -> str:
        """Return what is said of a rule that does not hold."""
        if compiled.words is not None:
            words = self.words(node, compiled.words, path, compiled.rule, variables)
            if words:
                return words
        given = compiled.rule.get("message")
        return str(given).strip() if given else f"failed rule: {_told(compiled.rule)}"

    def words(
        self,
        node: RuleNode,
        program: Program,
        path: str,
        rule: Schema,
        variables: Mapping[str, Any],
    ) -> str:
        """Return the value of a messageExpression; "" if it is none that can be used."""
        try:
            words, cost = program.evaluate(variables)
        except EvaluationError as error:
            if isinstance(error, CostExceeded):
                text = f'no further validation rules will be run due to call cost exceeds limit for messageExpression: {quote_value(rule["messageExpression"])}'  # fmt: skip
                self.refuse(node, path, text)
                raise OutOfBudget from None
            words, cost = "", error.cost
        if cost > self.budget:
            self.refuse(node, path, "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run")  # fmt: skip
            raise OutOfBudget
        self.budget -= cost
        words = words.strip()
        usable = len(words.encode()) <= LONGEST_MESSAGE and not re.search(r"[\n\r]", words)
        return words if usable else ""

    def spend(self, node: RuleNode, path: str, cost: int) -> None:
        if cost > self.budget:
            self.refuse(node, path, OUT_OF_BUDGET)
            raise OutOfBudget
        self.budget -= cost

    def refuse(self, node: RuleNode, path: str, detail: str) -> None:
        """Note that a rule has no answer: what is told is the type, not the value."""
        text = f"Invalid value: {quote_value(node.type)}: {detail}"
        self.problems.append(Problem(path or "<nil>", "FieldValueInvalid", text))


def _or_none(value: Any) -> Any:
    return None if value is MISSING else value


def _variables(node: RuleNode, new: Any, old: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the variables of a rule, and of one to which the old value is optional."""
    convert = node.convert
    current = convert(new) if convert else new
    if old is None:
        return {"self": current}, {"self": current, "oldSelf": NOTHING}
    before = convert(old) if convert else old
    return {"self": current, "oldSelf": before}, {"self": current, "oldSelf": Optional(before)}


def _told(rule: Schema) -> str:
    """Return what stands for a rule in messages: its own message or its text."""
    return str(rule.get("message") or rule.get("rule") or "").strip()


def _error_text(error: EvaluationError, rule: Schema) -> str:
    if isinstance(error, NoOverload):
        return (
            f"'{error.message}': call arguments did not match a supported operator, function or macro signature"
            f" for rule: {_told(rule)}"
        )
    if isinstance(error, CostExceeded):
        return (
            f"'{error.message}': no further validation rules will be run due to call cost exceeds limit"
            f" for rule: {_told(rule)}"
        )
    return f"{error.message} evaluating rule: {_told(rule)}"


def _problem(path: str, kind: str, value: Any, detail: str, reason: str | None) -> Problem:
    """Return the problem of a rule that does not hold; of objects and lists the value is not told."""
    if reason in REASONS:
        return Problem(path, reason, REASONS[reason].format(detail))
    shown = "" if kind in ("object", "array") else f": {quote_value(value)}"
    if reason == "FieldValueDuplicate":
        return Problem(path, reason, f"Duplicate value{shown}")
    return Problem(path, "FieldValueInvalid", f"Invalid value{shown}: {detail}")
