"""Check the expressions of a ValidatingAdmissionPolicy against the kinds that it is about.

Nothing follows from it but warnings in the status. Upstream rule: `policy/validating/typechecking.go`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import kinds, schemas
from minik.cel.programs import CompileError
from minik.cel.shapes import Shape
from minik.intake.policies import kind_shapes
from minik.kinds import policy_expressions
from minik.kinds.policy_expressions import Scope
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read, spec

MOST_KINDS = 10


class Checked(NamedTuple):
    """A kind against which expressions are checked: its name as the server prints it, and what its
    expressions know.
    """

    name: str
    scope: Scope


def expression_warnings(policy: Object, custom: Sequence[Object]) -> list[Object]:
    """Return what is wrong with the expressions of a policy where its objects are of the kinds that its
    rules name. `custom` are the CustomResourceDefinitions.
    """
    rules = spec(policy)
    checked = list(checked_kinds(rules, custom))
    return [
        {"fieldRef": path, "warning": warning}
        for path, text in expressions(rules)
        if (warning := "\n".join(complaints(text, checked)))
    ]


def expressions(rules: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each expression that is checked."""
    for index, validation in enumerate(rules.get("validations") or ()):
        for field in ("expression", "messageExpression"):
            if validation.get(field):
                yield f"spec.validations[{index}].{field}", validation[field]


def complaints(text: str, checked: Iterable[Checked]) -> Iterator[str]:
    """Yield what is wrong with an expression for each kind."""
    for kind in checked:
        try:
            policy_expressions.program(text, kind.scope)
        except CompileError as error:
            yield f"{kind.name}: {error.text}\n"


def checked_kinds(rules: Mapping[str, Any], custom: Sequence[Object]) -> Iterator[Checked]:
    """Yield the kinds of a policy's rules; none where nothing is known of its parameters."""
    params = None
    wanted = rules.get("paramKind")
    if wanted:
        version = wanted.get("apiVersion") or ""
        kind = kinds.find_served_kind(version, wanted.get("kind") or "", custom)
        params = kind_shapes.shape_of_kind(kind, version) if kind else None
        if params is None:
            return
    for kind, version in matched_kinds(rules, custom):
        shape = kind_shapes.shape_of_kind(kind, version)
        if shape is not None:
            group = f"{objects.group(version)}/{objects.version(version)}"
            yield Checked(f"{group}, Kind={kind.name}", scope_of(rules, shape, params))


def scope_of(rules: Mapping[str, Any], shape: Shape, params: Shape | None) -> Scope:
    """Return what expressions know where the object has this shape."""
    scope = Scope(params=params is not None, object=shape, params_shape=params)
    return scope._replace(variables=policy_expressions.declare(rules.get("variables") or (), scope))


def matched_kinds(rules: Mapping[str, Any], custom: Sequence[Object]) -> Sequence[tuple[Kind, str]]:
    """Return the kinds that the rules name without `*`, with their versions, in order, ten at most."""
    found: dict[tuple[str, str, str], tuple[Kind, str]] = {}
    for rule in read(rules, "matchConstraints.resourceRules", []):
        fields = [rule.get(name) or [] for name in ("apiGroups", "apiVersions", "resources")]
        groups, versions, resources = fields
        if "*" in groups or "*" in versions:
            continue
        for kind in named_kinds(resources, custom):
            for version in kind.versions:
                if version in versions and (kind.group in groups or "" in groups):
                    whole = f"{kind.group}/{version}" if kind.group else version
                    found[kind.group, version, kind.name] = (kind, whole)
    return [found[key] for key in sorted(found)][:MOST_KINDS]


def named_kinds(resources: Sequence[str], custom: Sequence[Object]) -> Iterator[Kind]:
    """Yield the kinds of these resources, in whatever group."""
    for row in schemas.catalog():
        if row["plural"] in resources and row["served"]:
            found = kinds.find_resource(row["plural"], row["group"])
            if found is not None:
                yield found
    for definition in custom:
        if definition["spec"]["names"]["plural"] in resources:
            yield kinds.kind_of_definition(definition)
