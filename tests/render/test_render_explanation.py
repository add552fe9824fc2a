"""What is told of kinds and fields is whole, and true: the server does fill in what is said to be
filled in.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minik import schemas
from minik.bootstrap import new_cluster
from minik.intake.parsing import Document, parse
from minik.intake.verdicts import judge
from minik.model.settings import DEFAULT
from minik.render.explanation import _descriptions, _enum_values, _structure, layout, layouts
from minik.schemas import Schema, older

FAMILY = (
    "core.v1.Service",
    "core.v1.Pod",
    "core.v1.Endpoints",
    "discovery.v1.EndpointSlice",
    "apps.v1.Deployment",
    "apps.v1.ReplicaSet",
    "core.v1.ReplicationController",
    "apps.v1.StatefulSet",
    "apps.v1.DaemonSet",
    "batch.v1.Job",
    "batch.v1.CronJob",
)
ROOTS = {name.rpartition(".")[2]: {"$ref": f"io.k8s.api.{name}"} for name in FAMILY}
BASE = new_cluster.create_cluster(DEFAULT, datetime(2026, 1, 1, tzinfo=UTC))
SAMPLES = list(parse((Path(__file__).parent / "explained.yaml").read_text(), "explained.yaml"))


class Field(NamedTuple):
    """A field of a type, by the full name of the type."""

    owner: str
    name: str


def fields(schema: Schema, seen: set[str]) -> Iterator[tuple[Field, Schema]]:
    """Every field of a type and of the types in it, each type once."""
    owner, whole = _structure.resolve_type(schema)
    if owner not in seen:
        seen.add(owner)
        for name, inner in (whole.get("properties") or {}).items():
            yield Field(owner, name), inner
            yield from fields(inner, seen)


def values(
    value: Any, schema: Schema, trail: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], Field, Any, Schema]]:
    """Every field that an object has: where, which, its value and structure."""
    owner, whole = _structure.resolve_type(schema)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from values(item, schema, (*trail, index))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name in (whole.get("properties") or {}):
                yield (*trail, name), Field(owner, name), inner, whole["properties"][name]
                yield from values(inner, whole["properties"][name], (*trail, name))


def root(document: Document) -> Schema:
    row = next(
        row for row in schemas.catalog() if row["kind"] == document.value["kind"] and row["served"]
    )
    return {"$ref": row["versions"][row["served"][0]]}


@pytest.mark.parametrize("kind", ROOTS)
def test_every_field_of_these_kinds_is_told_of(kind: str) -> None:
    seen: set[str] = set()
    found = list(fields(ROOTS[kind], seen))
    assert len(found) > 20
    assert not [field for field, _ in found if not _descriptions.describe_field(*field)]
    assert not [name for name in seen - {""} if not _descriptions.describe_type(name)]


def test_every_kind_is_told_of() -> None:
    served = [row["versions"][version] for row in schemas.catalog() for version in row["served"]]
    assert not [name for name in served if not _descriptions.describe_type(name)]


def types() -> dict[str, set[str]]:
    """The short names of all types, alone and with their group, and what each may mean."""
    found: dict[str, set[str]] = {}
    for name in schemas.names():
        parts = name.split(".")
        for short in (parts[-1], f"{parts[-3]}.{parts[-1]}"):
            found.setdefault(short, set()).add(name)
    return found


def test_nothing_is_told_of_what_there_is_not() -> None:
    known = types()
    for name, text in _descriptions.texts().items():
        if name != "Object":
            meant = known[name]
            assert len({full.split(".")[-3] for full in meant}) == 1, f"{name} may mean several"
            properties = {
                field
                for full in meant
                for one in (full, f"{older.VERSIONS[-1]}/{full}")
                for field in schemas.definition(one).get("properties") or {}
            }
            assert text.fields.keys() <= properties
            assert not text.like or text.like in _descriptions.texts()


@pytest.mark.parametrize("name", [name for name in _descriptions.texts()])
def test_sentences_are_sentences(name: str) -> None:
    text = _descriptions.texts()[name]
    for sentence in (text.sentence, *text.fields.values()):
        assert re.fullmatch(r"[A-Z`\"$][^\t]*[.]", sentence), sentence
        assert "  " not in sentence and len(sentence) < 500 and "http://" not in sentence


def defaults() -> Iterator[tuple[Field, Any]]:
    """What the server fills in in the samples, field by field."""
    for document in SAMPLES:
        verdict = judge(document, BASE)
        assert verdict.error is None and verdict.object, verdict.error
        given = {trail for trail, *_ in values(document.value, root(document))}
        for trail, field, value, _ in values(verdict.object, root(document)):
            if (
                trail not in given
                and trail[0] not in ("metadata", "status")
                and "metadata" not in trail
            ):
                yield field, value


TOLD_OTHERWISE = {  # filled in, but not always with the same: told in words
    "ServiceSpec": (
        "clusterIP",
        "clusterIPs",
        "ipFamilies",
        "ipFamilyPolicy",
        "internalTrafficPolicy",
    ),
    "Container": ("imagePullPolicy",),
    "JobSpec": ("selector", "backoffLimit", "parallelism", "completions"),
    "PodSpec": ("priority", "tolerations", "serviceAccountName", "serviceAccount"),
    "ReplicationControllerSpec": ("selector",),
    "Toleration": ("key", "operator", "effect", "tolerationSeconds"),
    "HPAScalingPolicy": ("type", "value", "periodSeconds"),
    "HPAScalingRules": ("stabilizationWindowSeconds",),
    "ServicePort": ("targetPort",),
    "NetworkPolicySpec": ("policyTypes",),
}


def test_what_is_filled_in_is_told_and_what_is_told_is_filled_in() -> None:
    made: dict[str, dict[str, Any]] = {}
    for (owner, name), value in defaults():
        short = owner.rpartition(".")[2]
        if name not in TOLD_OTHERWISE.get(short, ()):
            text = _descriptions.find_text(owner)
            while text and name not in text.defaults and text.like:
                text = _descriptions.texts()[text.like]
            if isinstance(value, dict | list) and (value or not text or name not in text.defaults):
                continue  # what is in it is told where it stands, and that there is nothing in it is nothing to tell
            assert text and name in text.defaults, f"{owner}.{name} is filled in with {value!r}"
            said = text.defaults[name]
            assert said in (value, json.dumps(value)), f"{owner}.{name} is {value!r}"
            made.setdefault(
                next(key for key, other in _descriptions.texts().items() if other is text), {}
            )[name] = value
    told = {
        (type_, name) for type_, text in _descriptions.texts().items() for name in text.defaults
    }
    assert not told - {(type_, name) for type_, names in made.items() for name in names}


def supported(message: str) -> set[str]:
    """The words that a refusal says are supported."""
    return set(re.findall(r'"([^"]*)"', message.partition("supported values: ")[2]))


def test_the_words_that_a_field_takes_are_those_that_the_server_takes() -> None:
    seen = set()
    for document in SAMPLES:
        stored = judge(document, BASE).object
        assert stored, document.value
        for trail, field, value, schema in values(stored, root(document)):
            words = _structure.enum_values(schema)
            if words and isinstance(value, str) and trail[0] != "status":
                text = json.loads(
                    json.dumps(
                        {**document.value, "spec": stored["spec"]} if "spec" in stored else stored
                    )
                )
                write(text, trail, "Bogus")
                error = judge(Document(text, "x", 0), BASE).error
                assert error, f"{field} takes Bogus"
                allowed = {word for cause in error.causes for word in supported(cause.message)}
                if allowed:
                    assert allowed <= set(words), field
                    seen.add(schema.get("go"))
    assert len(seen) > 12


def write(value: Any, trail: tuple[Any, ...], new: str) -> None:
    for step in trail[:-1]:
        value = value[step]
    value[trail[-1]] = new


def test_every_list_of_words_belongs_to_a_type_that_some_field_has() -> None:
    used = {
        str(schema.get("go", "")).rpartition(".")[2]
        for name in schemas.names()
        for inner in [schemas.definition(name)]
        for field in (inner.get("properties") or {}).values()
        for schema in (field, field.get("items") or {})
    }
    assert _enum_values.VALUES.keys() <= used
    assert all(list(words) == sorted(words) for words in _enum_values.VALUES.values())


def test_there_are_two_layouts() -> None:
    assert layouts() == ["plaintext", "plaintext-openapiv2"]
    assert layout("json") is None
