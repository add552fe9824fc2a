"""JSON Schemas for kinds that are neither built in nor defined: objects are judged by them alone."""

from collections.abc import Callable, Iterator, Mapping

from minik.errors import ClientError, Problem
from minik.light_typing import Any, TypeAlias
from minik.model import patterns

Schema: TypeAlias = Mapping[str, Any]
Read: TypeAlias = Callable[[str], Any]  # the JSON at an address that a schema refers to


def problems(value: Any, schema: Schema, address: str, read: Read) -> Iterator[Problem]:
    """Yield what is wrong with a value by a schema that stands at an address; raise ClientError where
    the schema itself means nothing.
    """
    from jsonschema import exceptions  # noqa: PLC0415 only such a schema needs it
    from referencing.exceptions import Unresolvable  # noqa: PLC0415

    try:
        errors = sorted(_validator(schema, address, read).iter_errors(value), key=_place)
    except Unresolvable as unread:
        raise ClientError(f"{address}: cannot read what it refers to: {unread.ref}") from None
    except (exceptions.SchemaError, exceptions.UnknownType, AttributeError, TypeError, ValueError):
        raise ClientError(f"{address} is no JSON Schema") from None
    for error in errors:
        steps = error.absolute_path
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
        yield Problem(path.removeprefix(".") or "<nil>", "FieldValueInvalid", error.message)


def _validator(schema: Schema, address: str, read: Read) -> Any:
    from jsonschema import Draft7Validator, validators  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT7  # noqa: PLC0415

    def retrieve(uri: str) -> Any:
        return DRAFT7.create_resource(read(uri))

    known = validators.validator_for(schema, default=Draft7Validator)
    kind: Any = validators.extend(known, {"pattern": _check_pattern})  # type: ignore[no-untyped-call]
    registry: Any = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    return kind({"$id": address, **schema}, registry=registry)


def _check_pattern(_: Any, text: str, value: Any, __: Schema) -> Iterator[Any]:
    """Check a pattern with minik's own matcher: the library's could take forever."""
    from jsonschema import ValidationError  # noqa: PLC0415

    try:
        is_wrong = isinstance(value, str) and not patterns.compile_pattern(text).matches(value)
    except patterns.InvalidPattern:
        return
    if is_wrong:
        yield ValidationError(f"{value!r} does not match {text!r}")


def _place(error: Any) -> list[str]:
    return [str(step) for step in error.absolute_path]
