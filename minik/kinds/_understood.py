"""CustomResourceDefinitions that no server would have taken: what of them can be understood.

A state that was edited by hand, or a dump, may hold any of them. What cannot be understood says
nothing: a field whose schema is no schema takes every value.
"""

from collections.abc import Callable, Mapping

from minik.light_typing import Any

ANYTHING: Mapping[str, Any] = {"x-kubernetes-preserve-unknown-fields": True}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a value that should be a mapping; an empty one if it is something else."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """Return the mappings in what should be a list of them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts in what should be a list of them."""
    return tuple(item for item in value if is_text(item)) if isinstance(value, list) else ()


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_list(value: Any) -> bool:
    return isinstance(value, list)


def is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def is_list_of_rules(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(rule, dict) and all(map(is_text, (rule.get("rule"), rule.get("message", ""))))
        for rule in value
    )


def schema(value: Any) -> Any:
    """Return a schema with only those parts that have the type of their keyword; the same object if
    that is all of them.
    """
    if not isinstance(value, dict):
        return ANYTHING
    parts = {
        name: READ[name](part) if name in READ else part
        for name, part in value.items()
        if part is not None and RULES.get(name, always)(part)
    }
    same = len(parts) == len(value) and all(parts[name] is value[name] for name in parts)
    return value if same else parts


def always(_: Any) -> bool:
    return True


def by_name(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return schemas by the name of their field."""
    read = {name: schema(part) for name, part in value.items()}
    return value if all(read[name] is value[name] for name in read) else read


def one_or_flag(value: Any) -> Any:
    """Return a schema, or whether there may be anything."""
    return value if is_flag(value) else schema(value)


def several(value: list[Any]) -> list[Any]:
    """Return schemas of which some have to hold."""
    read = list(map(schema, value))
    return value if all(new is old for new, old in zip(read, value)) else read


READ: dict[str, Callable[[Any], Any]] = {
    "properties": by_name,
    "patternProperties": by_name,
    "items": schema,
    "not": schema,
    "additionalProperties": one_or_flag,
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), several),
}
RULES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("properties", "patternProperties"), lambda value: isinstance(value, dict)),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "enum"), is_list),
    **dict.fromkeys(("required", "x-kubernetes-list-map-keys"), is_list_of_texts),
    **dict.fromkeys(
        (
            "maxLength",
            "minLength",
            "maxItems",
            "minItems",
            "maxProperties",
            "minProperties",
        ),
        is_size,
    ),
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), is_number),
    **dict.fromkeys(
        (
            "exclusiveMaximum",
            "exclusiveMinimum",
            "uniqueItems",
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
        ),
        is_flag,
    ),
    **dict.fromkeys(
        (
            "type",
            "format",
            "pattern",
            "title",
            "description",
            "$ref",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type",
        ),
        is_text,
    ),
    "x-kubernetes-validations": is_list_of_rules,
}
