"""The files that a kustomization uses, and that are no manifests by themselves: patches, the
configuration of its transformers, what its generators read.

Upstream rule: kustomize's `types.Kustomization`.
"""

import os
from collections.abc import Iterator

from minik.errors import MinikError
from minik.intake import parsing
from minik.light_typing import Any
from minik.store import files

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
FILES = ("patchesStrategicMerge", "configurations", "transformers", "generators", "validators")
WITH_PATH = ("patches", "patchesJson6902", "replacements")
GENERATORS = ("configMapGenerator", "secretGenerator")
CHARTS = ("helmCharts", "helmChartInflationGenerator")


def paths(folder: str) -> Iterator[str]:
    """Yield the paths of the files that the kustomization of a folder uses as parts."""
    for word in _words(read(folder)):
        yield os.path.normpath(os.path.join(folder, word))


def resources(folder: str) -> set[str]:
    """Return the paths of the files that the kustomization of a folder builds from."""
    words = _lines(read(folder).get("resources"))
    return {os.path.normpath(os.path.join(folder, word)) for word in words}


def read(folder: str) -> dict[str, Any]:
    """Return the kustomization of a folder; empty where there is none, or none that can be read."""
    for path in (os.path.join(folder, name) for name in NAMES):
        if os.path.isfile(path):
            try:
                documents = list(parsing.parse(files.read_file(path), path))
            except (MinikError, OSError):
                return {}
            value = documents[0].value if documents else None
            return value if isinstance(value, dict) else {}
    return {}


def _words(kustomization: dict[str, Any]) -> Iterator[str]:
    for name in FILES:
        yield from _lines(kustomization.get(name))
    for name in WITH_PATH:
        yield from _lines(kustomization.get(name))  # as kustomize once had them
        for item in _mappings(kustomization.get(name)):
            yield from _lines([item.get("path")])
    for name in GENERATORS:
        for item in _mappings(kustomization.get(name)):
            for word in _lines([*_list(item.get("files")), *_list(item.get("envs"))]):
                yield word.rpartition("=")[2]
            yield from _lines([item.get("env")])
    for name in CHARTS:
        for item in _mappings(kustomization.get(name)):
            yield from _lines([item.get("valuesFile"), *_list(item.get("additionalValuesFiles"))])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in _list(value) if isinstance(item, dict))


def _lines(value: Any) -> Iterator[str]:
    """Yield the texts of one line: a patch may also stand in the kustomization itself."""
    return (item for item in _list(value) if isinstance(item, str) and "\n" not in item.strip())
