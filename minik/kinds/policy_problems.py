"""What is wrong with the expressions of admission policies, in the server's words.

Upstream rule: admissionregistration `validation.go`.
"""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.cel import types
from minik.cel.escaping import KEYWORDS
from minik.cel.programs import CompileError
from minik.cel.types import Type
from minik.errors import Problem
from minik.kinds.policy_expressions import OBJECT, PATCHES, Scope, declare, program, scope_of
from minik.light_typing import Any
from minik.model.go_values import marshal
from minik.model.problem import invalid, required

LONGEST_ANNOTATION = 5 * 1024  # bytes
IDENTIFIER = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")
NO_EXPRESSION = "expression is not specified"


def problems(
    path: str, text: str, scope: Scope, wanted: tuple[Type, ...] = ()
) -> Iterator[Problem]:
    """Yield a problem for an expression that the server does not take: it cannot be compiled, or is of
    none of the wanted types (any will do, if there are none).
    """
    try:
        found = program(text, scope).type
    except CompileError as error:
        yield invalid(path, text, f"compilation failed: {error.text}")
        return
    if not wanted or found in wanted:
        return
    *choices, own = map(declared_name, (*wanted, found))
    one = choices[0] if len(choices) == 1 else f"one of [{' '.join(choices)}]"
    yield invalid(path, text, f"must evaluate to {one} but got {own}")


def declared_name(kind: Type) -> str:
    """Return a type as it was declared, which the compiler's messages shorten."""
    inner = ", ".join(map(declared_name, kind.parameters))
    return f"{kind.name}({inner})" if inner else kind.name


def condition_problems(path: str, text: str, *, params: bool) -> Iterator[Problem]:
    """Yield the problem of a match condition."""
    return problems(path, text, Scope(params=params, variables=None), (types.BOOL,))


def variables_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a policy's variables: CEL identifiers with an expression each, which may
    use those before it.
    """
    scope = Scope(params=bool(spec.get("paramKind")))
    listed = spec.get("variables") or ()
    declared = declare(listed, scope)
    for index, variable in enumerate(listed):
        name, text = variable.get("name") or "", variable.get("expression") or ""
        if not name.strip():
            yield required(f"{path}[{index}].name", "name is not specified")
        elif not IDENTIFIER.fullmatch(name) or name in KEYWORDS:
            yield invalid(f"{path}[{index}].name", name, "name is not a valid CEL identifier")
        if not text.strip():
            yield required(f"{path}[{index}].expression", NO_EXPRESSION)
        else:
            known = scope._replace(variables=declared[:index])
            yield from problems(f"{path}[{index}].expression", text, known)


def validation_problems(
    path: str, validation: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems of the expressions of a validation."""
    scope = scope_of(spec)
    text, message = (validation.get(name) or "" for name in ("expression", "messageExpression"))
    if not text.strip():
        yield required(f"{path}.expression", NO_EXPRESSION)
    else:
        yield from problems(f"{path}.expression", text, scope, (types.BOOL,))
    if message and not message.strip():
        yield invalid(f"{path}.messageExpression", message, "must be non-empty if specified")
    elif message:
        known = scope._replace(authorizer=False)
        yield from problems(f"{path}.messageExpression", message, known, (types.STRING,))


def annotation_problems(
    path: str, annotation: Mapping[str, Any], spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems of the expression of an audit annotation."""
    path = f"{path}.valueExpression"
    given = annotation.get("valueExpression") or ""
    text = given.strip()
    if not text:
        yield required(path, "valueExpression is not specified")
    elif len(text.encode()) > LONGEST_ANNOTATION:
        yield required(path, f"must not exceed {LONGEST_ANNOTATION} bytes in length")
    else:
        wanted = (types.STRING, types.NULL)
        for problem in problems(path, text, scope_of(spec), wanted):
            why = problem.message.partition(f"{marshal(text)}: ")[2]
            yield invalid(path, given, why)


def mutation_problems(
    path: str, kind: str, text: str, spec: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems of the expression of a mutation: an object or a list of patches."""
    if not text.strip():
        yield required(path)
    else:
        wanted = PATCHES if kind == "JSONPatch" else OBJECT
        yield from problems(path, text.strip(), scope_of(spec, patches=True), (wanted,))
