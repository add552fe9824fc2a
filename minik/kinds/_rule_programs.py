"""Rules of a schema (`x-kubernetes-validations`) as programs.

Upstream rule: apiextensions `pkg/apiserver/schema/cel/compilation.go`.
"""

from collections.abc import Mapping, Sequence

from minik.cel import types
from minik.cel.environment import Environment
from minik.cel.programs import CompileError, Program, compile_text
from minik.cel.shapes import Shape
from minik.kinds._field_paths import normal_path
from minik.light_typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
RULES, OLD_SELF = "x-kubernetes-validations", "oldSelf"


class CompiledRule(NamedTuple):
    """A rule with its program and that of its message, or why there is none; `path` is where its problem
    is reported, below the value itself.
    """

    rule: Mapping[str, Any]
    program: Program | None = None
    error: str = ""
    words: Program | None = None
    message_error: str = ""
    path: str = ""

    @property
    def uses_old(self) -> bool:
        return self.program is not None and OLD_SELF in self.program.names

    @property
    def allows_creation(self) -> bool:
        """Return whether the rule runs on creation too, although it speaks of the old value."""
        return bool(self.rule.get("optionalOldSelf"))


def compile_rules(rules: Sequence[Schema], schema: Schema, shape: Shape) -> list[CompiledRule]:
    """Return the rules of a schema, compiled; what is wrong with one is written down in it."""
    plain = Environment({"self": shape, OLD_SELF: shape}, root=shape)
    optional: Environment | None = None
    compiled = []
    for rule in rules:
        environment = plain
        if rule.get("optionalOldSelf"):
            old = types.optional_of(shape.type)
            optional = optional or Environment({"self": shape, OLD_SELF: old}, root=shape)
            environment = optional
        compiled.append(_compile_rule(rule, schema, environment))
    return compiled


def _compile_rule(rule: Schema, schema: Schema, environment: Environment) -> CompiledRule:
    text, message = rule.get("rule") or "", rule.get("messageExpression") or ""
    if not text.strip():
        return CompiledRule(rule)
    try:
        program = compile_text(text, environment)
    except CompileError as wrong:
        return CompiledRule(rule, error=f"compilation failed: {wrong.text}")
    if program.type != types.BOOL:
        return CompiledRule(rule, error="cel expression must evaluate to a bool")
    if problem := program.instantiation_problem():
        return CompiledRule(rule, error=f"program instantiation failed: {problem}")
    path = normal_path(rule.get("fieldPath") or "", schema) or ""
    compiled = CompiledRule(rule, program, path=path)
    if not message:
        return compiled
    try:
        words = compile_text(message, environment)
    except CompileError as wrong:
        error = f"messageExpression compilation failed: {wrong.text}"
        return compiled._replace(message_error=error)
    if words.type != types.STRING:
        return compiled._replace(message_error="messageExpression must evaluate to a string")
    if problem := words.instantiation_problem():
        return compiled._replace(message_error=f"messageExpression instantiation failed: {problem}")
    return compiled._replace(words=words)
