"""ConfigMaps: configuration by key, as text or as bytes."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name, check_sealed_fields, config_key
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, read_map
from minik.model.problem import invalid, too_long

LIMIT = 1024 * 1024


def data(config_map: Object) -> Mapping[str, str]:
    return read_map(config_map, "data")


def binary_data(config_map: Object) -> Mapping[str, str]:
    """Return the binary data by key, in base64."""
    return read_map(config_map, "binaryData")


def problems(config_map: Object) -> Iterator[Problem]:
    yield from metadata_problems(config_map)
    text, binary = data(config_map), binary_data(config_map)
    for key in sorted(text):
        yield from check_name(f"data[{key}]", key, config_key)
        if key in binary:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in sorted(binary):
        yield from check_name(f"binaryData[{key}]", key, config_key)
    if (
        sum(map(names.byte_count, text.values()))
        + sum(len(b64decode(value)) for value in binary.values())
        > LIMIT
    ):
        yield too_long("[]", LIMIT)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from check_sealed_fields(new, old, "data", "binaryData")


def data_column(config_map: Object, _: datetime) -> str:
    return str(len(data(config_map)) + len(binary_data(config_map)))


def describe(config_map: Object, _: Cluster) -> str:
    lines = [*layout.header(config_map), "", "Data", "===="]
    for key, value in sorted(data(config_map).items()):
        lines += [f"{key}:", "----", value, ""]
    lines += ["", "BinaryData", "===="]
    lines += [
        f"{key}: {len(b64decode(value))} bytes"
        for key, value in sorted(binary_data(config_map).items())
    ]
    return "\n".join([*lines, ""])


KIND = Kind(
    "ConfigMap",
    problems=problems,
    update_problems=update_problems,
    columns=(Column("DATA", data_column),),
    describe=describe,
    has_status=False,
)
