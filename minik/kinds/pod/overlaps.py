"""Files of a volume that would be written over one another. Upstream rule: `warningsForOverlappingVirtualPaths`."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik.model.object import Object
from minik.model.problem import quoted


class File(NamedTuple):
    """A path, and where what stands there comes from."""

    path: str
    source: str = ""

    def __str__(self) -> str:
        return f"{quoted(self.path)} ({self.source})" if self.source else quoted(self.path)


def overlap_warnings(volumes: Sequence[Object]) -> Iterator[str]:
    """Volume by volume: two files of one path, or a file where another needs a directory."""
    for volume in volumes:
        name = quoted(volume.get("name") or "")
        for kind, source in (("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "DownwardAPI")):
            if (volume.get(kind) or {}).get("items"):
                called = (volume[kind].get("secretName" if kind == "secret" else "name") or "") if kind != "downwardAPI" else None
                shown = source if called is None else f"{source} {quoted(called)}"
                yield from (f"volume {name} ({shown}): overlapping paths: {pair}" for pair in _pairs(_items(volume[kind]), []))
        if volume.get("projected") is not None:
            yield from _projected_warnings(volume["projected"], name)


def _items(source: Object, called: str = "") -> list[File]:
    return [File(item.get("path") or "", called) for item in source.get("items") or ()]


def _projected_warnings(projected: Object, name: str) -> Iterator[str]:
    taken: list[File] = []
    for source in projected.get("sources") or ():
        if not any(value is not None for value in source.values()):
            yield f"volume {name} (Projected) has no sources provided"
        yield from (f"volume {name} (Projected): overlapping paths: {pair}" for pair in _pairs(_files(source), taken))


def _files(source: Object) -> list[File]:
    for kind, called in (("configMap", "ConfigMap"), ("secret", "Secret")):
        if (source.get(kind) or {}).get("items"):
            return _items(source[kind], f"{called} {quoted(source[kind].get('name') or '')}")
    if (source.get("downwardAPI") or {}).get("items"):
        return _items(source["downwardAPI"], "DownwardAPI")
    token = source.get("serviceAccountToken")
    return [File(token.get("path") or "", "ServiceAccountToken")] if token is not None else []


def _pairs(files: Sequence[File], taken: list[File]) -> Iterator[str]:
    """Each file with each before it that it meets; the files are then taken."""
    for file in files:
        file = file._replace(path=file.path.rstrip("/"))
        yield from (f"{file} with {other}" for other in taken if _meet(file, other))
        taken.append(file)


def _meet(one: File, other: File) -> bool:
    if not one.path or not other.path:
        return False
    return f"{one.path}/".startswith(f"{other.path}/") or f"{other.path}/".startswith(f"{one.path}/")
