"""The decoder agrees with jsonschema on every kind, over documents that are nearly right.

Left out are what JSON Schema cannot say: ranges of integers and whole floats (the decoder is
stricter), null (Go takes it for absent everywhere), texts with a grammar of their own (only right
ones are tried), and what is required (no decoder's business).
"""

from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from minik import schemas
from minik.intake.decoding import SPECIAL, decoder
from minik.intake.decoding_errors import explain_error
from minik.intake.scalar_decoding import Mismatch

DEFINITIONS = sorted(
    {definition for row in schemas.catalog() for definition in row["versions"].values()}
)
SAMPLES: dict[str, list[Any]] = {
    "string": ["", "a", "1"],
    "integer": [0, 7, -1],
    "number": [0.5, 2],
    "boolean": [True, False],
}
TEXTS: dict[str, list[Any]] = {
    "Quantity": ["1", "100m", 2],
    "Time": ["2026-01-02T03:04:05Z"],
    "MicroTime": ["2026-01-02T03:04:05.000006Z"],
    "IntOrString": [80, "http"],
}
WRONG: list[Any] = [True, 1, "x", [], {}, [[]], {"x": 1}]
SEEDS = st.integers(0, 2**32).map(Random)
FREE = set(SPECIAL) - set(TEXTS)


def loose(schema: Any) -> Any:
    """A schema of the bundle in JSON Schema's words, less what the decoder does not judge."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        known = {**dict.fromkeys(FREE, {}), "Quantity": {"type": ["string", "number", "integer"]}}
        return known.get(name, {"$ref": f"#/$defs/{schema['$ref']}"})
    if "oneOf" in schema:
        return {"type": [word for part in schema["oneOf"] for word in part["type"]]}
    out: dict[str, Any] = {"type": schema["type"]} if "type" in schema else {}
    if "properties" in schema:
        out |= {
            "properties": {name: loose(part) for name, part in schema["properties"].items()},
            "additionalProperties": False,
        }
    elif isinstance(schema.get("additionalProperties"), dict):
        out["additionalProperties"] = loose(schema["additionalProperties"])
    elif schema.get("type") and "object" in schema["type"]:
        out["additionalProperties"] = False
    if "items" in schema:
        out["items"] = loose(schema["items"])
    return out


@cache
def bundle() -> Any:
    return {name: loose(schemas.definition(name)) for name in schemas._lines()}


@cache
def judge(definition: str) -> Any:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": bundle()})


def grown(random: Random, schema: Any, depth: int) -> Any:
    """A value that fits a schema, but for a mistake here and there."""
    if random.random() < 0.02:
        exact = schema.get("format") == "byte" or schema.get("$ref", "").rpartition(".")[2] in TEXTS
        return random.choice(
            [value for value in WRONG if not (exact and isinstance(value, str | list))]
        )
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        if name in TEXTS:
            return random.choice(TEXTS[name])
        return (
            {"any": ["thing"]}
            if name in FREE
            else grown(random, schemas.definition(schema["$ref"]), depth)
        )
    types = schema.get("type", "object")
    if "object" in types:
        parts, values = schema.get("properties", {}), schema.get("additionalProperties")
        chosen = [
            name for name in parts if random.random() < (0.7 if depth > 4 else 0.25 if depth else 0)
        ]
        out = {name: grown(random, parts[name], depth - 1) for name in chosen}
        if isinstance(values, dict) and depth:
            out = {
                name: grown(random, values, depth - 1)
                for name in random.sample(["a", "b.c", "d/e"], random.randrange(3))
            }
        return {**out, "unheardOf": 1} if parts and random.random() < 0.02 else out
    if "array" in types:
        return [
            grown(random, schema["items"], depth - 1)
            for _ in range(random.randrange(3) if depth else 0)
        ]
    if schema.get("format") == "byte":
        return random.choice(["", "aGVsbG8="])
    return random.choice(next(values for word, values in SAMPLES.items() if word in types))


def accepted(value: Any, definition: str) -> bool:
    try:
        decoder(definition)(value)
    except Mismatch:
        return False
    return True


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(max_examples=15, deadline=None)
@given(random=SEEDS)
def test_decoder_and_jsonschema_agree(definition: str, random: Random) -> None:
    value = grown(random, schemas.definition(definition), 6)
    assert accepted(value, definition) == judge(definition).is_valid(value)


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(max_examples=15, deadline=None)
@given(random=SEEDS)
def test_what_the_decoder_refuses_has_a_reason_and_what_it_gives_stays(
    definition: str, random: Random
) -> None:
    value = grown(random, schemas.definition(definition), 6)
    good = accepted(value, definition)
    assert (explain_error(value, definition) is None) == good
    if good:
        stored = decoder(definition)(value)
        assert decoder(definition)(stored) == stored


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_an_empty_document_can_be_read(definition: str) -> None:
    assert accepted({}, definition)
    assert accepted(dict.fromkeys(schemas.definition(definition)["properties"]), definition)
