"""Data: the structure of every built-in kind of Kubernetes 1.37, and how each kind is called. Made by `generate.py`."""
import json
from functools import cache
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]


def _data(name: str) -> str:
    loader: Any = __loader__
    data: bytes = loader.get_data(f"{__path__[0]}/{name}")
    return data.decode()


@cache
def catalog() -> list[dict[str, Any]]:
    """One row a built-in kind: kind, group, plural, namespaced, short, categories, versions (name → definition), served."""
    rows: list[dict[str, Any]] = json.loads(_data("catalog.json"))
    return rows


@cache
def _lines() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in _data("definitions.jsonl").splitlines())


@cache
def definition(name: str) -> Schema:
    """One definition by its full name (`io.k8s.api.core.v1.Service`); `$ref` in it names another."""
    schema: Schema = json.loads(_lines()[name])
    return schema
