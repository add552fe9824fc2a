"""The annotation that kubectl remembers a configuration by."""

from typing import Any

import pytest

from minik.intake import last_applied
from minik.model.object import Object

NAME = "kubectl.kubernetes.io/last-applied-configuration"


def config(value: Any = "x", **annotations: str) -> Object:
    metadata = {"name": "a", **({"annotations": annotations} if annotations else {})}
    return {"kind": "ConfigMap", "metadata": metadata, "data": value}


def text(data: str, annotations: str = "{}") -> str:
    metadata = f'{{"annotations":{annotations},"name":"a"}}'
    return f'{{"data":{data},"kind":"ConfigMap","metadata":{metadata}}}\n'


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ("x", '"x"'),
        ("<", '"\\u003c"'),
        (">", '"\\u003e"'),
        ("&", '"\\u0026"'),
        ("\x7f", '"\x7f"'),
        ("é", '"é"'),
        ("\u2028", '"\\u2028"'),
        (1.5, "1.5"),
        ({"a": [1e21, "<"]}, '{"a":[1e+21,"\\u003c"]}'),
        ([1, None, True], "[1,null,true]"),
    ],
)
def test_it_is_compact_json_as_go_escapes_it(value: Any, data: str) -> None:
    assert last_applied.encode_configuration(config(value)) == text(data)


def test_it_does_not_hold_itself() -> None:
    old = config("x", **{NAME: "old", "b": "c"})
    assert last_applied.encode_configuration(old) == text('"x"', '{"b":"c"}')
    assert last_applied.with_annotation(old)["metadata"]["annotations"] == {
        NAME: text('"x"', '{"b":"c"}'),
        "b": "c",
    }
    assert last_applied.with_annotation(old, "given")["metadata"]["annotations"][NAME] == "given"
    assert last_applied.refresh_annotation(old) == last_applied.with_annotation(old)
    assert last_applied.refresh_annotation(config()) == config()


@pytest.mark.parametrize(
    ("remembered", "value"),
    [('{"a": 1}', {"a": 1}), ("", None), ("{", None), ("[]", None), ("null", None), ("5", None)],
)
def test_what_was_applied_last_is_an_object_or_unknown(remembered: str, value: Any) -> None:
    assert last_applied.previous_configuration(config("x", **{NAME: remembered})) == value
    assert last_applied.annotation_text(config("x", **{NAME: remembered})) == remembered
    assert last_applied.annotation_text(config()) == ""
