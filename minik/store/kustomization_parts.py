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
GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
CHARTS = ("helmCharts", "helmChartInflationGenerator")


def paths(folder: str) -> Iterator[str]:
    """Yield the paths of the files that the kustomization of a folder uses as parts."""
    for word in _words(read(folder)):
        yield os.path.normpath(os.path.join(folder, word))


def resources(folder: str) -> set[str]:
    """Return the paths of the files that the kustomization of a folder builds from."""
    words = _lines(read(folder).get("resources"))
    return {os.path.normpath(os.path.join(folder, word)) for word in words}


def built_from(folder: str) -> Iterator[str]:
    """Yield the paths of the files and folders that the kustomization of a folder builds from."""
    kustomization = read(folder)
    for name in ("resources", "bases", "components"):
        for word in _lines(kustomization.get(name)):
            yield os.path.normpath(os.path.join(folder, word))


def generated(folder: str) -> Iterator[dict[str, Any]]:
    """Yield the ConfigMaps and Secrets that the kustomization of a folder generates, without their
    values and without the hash that their names get, which all that refer to them get, too.
    """
    kustomization = read(folder)
    for field, kind in GENERATORS.items():
        for item in _mappings(kustomization.get(field)):
            if isinstance(name := item.get("name"), str):
                home = {"namespace": str(item["namespace"])} if item.get("namespace") else {}
                yield {
                    "apiVersion": "v1",
                    "kind": kind,
                    "metadata": {"name": name, **home},
                    "data": dict.fromkeys(_keys(folder, item), ""),
                }


def _keys(folder: str, item: dict[str, Any]) -> Iterator[str]:
    for word in _lines(item.get("files")):
        key, sign, path = word.rpartition("=")
        yield key if sign else os.path.basename(path)
    for word in _lines(item.get("literals")):
        yield word.partition("=")[0]
    for word in _lines([*_list(item.get("envs")), item.get("env")]):
        try:
            text = files.read_file(os.path.join(folder, word)).decode(errors="replace")
        except (MinikError, OSError):
            continue
        yield from (line.partition("=")[0].strip() for line in text.splitlines() if "=" in line)


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
