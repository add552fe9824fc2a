"""ConfigMaps: settings by name, as text or as bytes."""
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import config_key, named, sealed
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object
from minik.model.problem import invalid, too_long

LIMIT = 1024 * 1024


def data(config_map: Object) -> Mapping[str, str]:
    found: Mapping[str, str] = config_map.get("data") or {}
    return found


def binary_data(config_map: Object) -> Mapping[str, str]:
    """Bytes, in base64."""
    found: Mapping[str, str] = config_map.get("binaryData") or {}
    return found


def problems(config_map: Object) -> Iterator[Problem]:
    yield from metadata_problems(config_map)
    text, binary = data(config_map), binary_data(config_map)
    for key in sorted(text):
        yield from named(f"data[{key}]", key, config_key)
        if key in binary:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in sorted(binary):
        yield from named(f"binaryData[{key}]", key, config_key)
    if sum(map(names.size, text.values())) + sum(len(b64decode(value)) for value in binary.values()) > LIMIT:
        yield too_long("", LIMIT)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from sealed(new, old, "data", "binaryData")


def data_column(config_map: Object, _: datetime) -> str:
    return str(len(data(config_map)) + len(binary_data(config_map)))


def describe(config_map: Object, _: Cluster) -> str:
    lines = [*_layout.header(config_map), "", "Data", "===="]
    for key, value in sorted(data(config_map).items()):
        lines += [f"{key}:", "----", value, ""]
    lines += ["", "BinaryData", "===="]
    lines += [f"{key}: {len(b64decode(value))} bytes" for key, value in sorted(binary_data(config_map).items())]
    return "\n".join([*lines, ""])


KIND = Kind("ConfigMap", problems=problems, update_problems=update_problems, columns=(Column("DATA", data_column),), describe=describe,
            has_status=False)
