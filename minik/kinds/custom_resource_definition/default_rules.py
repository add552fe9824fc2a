"""Defaults in schemas of custom resources: they are judged by the schema that they stand in.

Upstream rule: apiextensions `defaulting.ValidateDefaults`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds import _schema_rules, embedded_resources
from minik.kinds.structural_schemas import EMBEDDED, Schema, has_rules, unknown_fields
from minik.model.problem import invalid


def default_problems(path: str, schema: Schema, *, in_metadata: bool = False) -> Iterator[Problem]:
    """Yield the problems of the default of a schema and of all schemas in it."""
    default = schema.get("default")
    if default is not None and not in_metadata:
        wrong = list(value_problems(f"{path}.default", schema, default))
        yield from wrong or rule_problems(f"{path}.default", schema, default)
    if isinstance(schema.get("items"), Mapping):
        yield from default_problems(f"{path}.items", schema["items"], in_metadata=in_metadata)
    for name, part in sorted((schema.get("properties") or {}).items()):
        is_metadata = bool(schema.get(EMBEDDED)) and name in ("apiVersion", "kind", "metadata")
        yield from default_problems(
            f"{path}.properties[{name}]", part, in_metadata=in_metadata or is_metadata
        )


def rule_problems(path: str, schema: Schema, default: object) -> Iterator[Problem]:
    """Yield what the rules of a schema say of its default, as of a value that stays and of a new one."""
    if not has_rules(schema):
        return
    from minik.kinds import _rule_checks  # noqa: PLC0415 only where there are rules

    node = _rule_checks.compile_schema(schema, is_root=bool(schema.get(EMBEDDED)))
    if node is not None:
        stays = _rule_checks.check_rules(node, default, default, path, ratchets=False)
        yield from stays.problems or _rule_checks.check_rules(node, default, path=path).problems


def value_problems(path: str, schema: Schema, default: object) -> Iterator[Problem]:
    """Yield the problems of one default: unknown fields, then what its schema says."""
    is_whole = bool(schema.get(EMBEDDED))
    if next(unknown_fields(default, schema, top_level=is_whole), None) is not None:
        yield invalid(path, default, "must not have unknown fields")
    wrong = embedded_resources.undecodable(default, schema)
    found = [wrong] if wrong else list(embedded_resources.problems(default, schema))
    for problem in found or _schema_rules.value_problems(default, schema):
        inner = problem.field if problem.field.startswith("[") else f".{problem.field}"
        yield (
            problem
            if problem.field == "<nil>"
            else problem._replace(field=path + inner.rstrip("."))
        )
