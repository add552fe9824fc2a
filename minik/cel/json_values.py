"""What an expression has made, as JSON.

Upstream rule: cel-go's conversion of values to `structpb.Value`.
"""

import base64
from collections.abc import Mapping

from minik.cel import times
from minik.cel.values import LISTS, Duration, EvaluationError, Optional, Timestamp, type_of
from minik.light_typing import Any

PLAIN = (str, bool, float, type(None))


def to_json(value: Any) -> Any:
    """Return a value as JSON; raise EvaluationError for what JSON cannot hold."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {key_text(key): to_json(part) for key, part in value.items()}
    if value.__class__ in LISTS:
        return [to_json(part) for part in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Timestamp):
        return times.format_timestamp(value)
    if isinstance(value, Duration):
        return times.format_duration(value)
    if isinstance(value, Optional) and value.has_value:
        return to_json(value.value)
    raise EvaluationError(f"unsupported conversion from {type_of(value)} to google.protobuf.Value")


def key_text(key: Any) -> str:
    """Return a key of a map as JSON has it."""
    return str(key).lower() if isinstance(key, bool) else str(key)
