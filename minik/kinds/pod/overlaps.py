"""Warnings of overlapping file paths within a volume. Upstream rule:
`warningsForOverlappingVirtualPaths`.
"""

from collections.abc import Iterator, Sequence

from minik.light_typing import NamedTuple
from minik.model.object import Object
from minik.model.problem import quote


class File(NamedTuple):
    """A path in a volume, and the source of its content."""

    path: str
    source: str = ""

    def __str__(self) -> str:
        return f"{quote(self.path)} ({self.source})" if self.source else quote(self.path)


def overlap_warnings(volumes: Sequence[Object]) -> Iterator[str]:
    """Warn, by volume, of equal paths, and of a file where another path needs a directory."""
    for volume in volumes:
        name = quote(volume.get("name") or "")
        for kind, source in (
            ("configMap", "ConfigMap"),
            ("secret", "Secret"),
            ("downwardAPI", "DownwardAPI"),
        ):
            if (volume.get(kind) or {}).get("items"):
                source_name = (
                    (volume[kind].get("secretName" if kind == "secret" else "name") or "")
                    if kind != "downwardAPI"
                    else None
                )
                label = source if source_name is None else f"{source} {quote(source_name)}"
                yield from (
                    f"volume {name} ({label}): overlapping paths: {pair}"
                    for pair in _overlapping_pairs(_items(volume[kind]), [])
                )
        if volume.get("projected") is not None:
            yield from _projected_warnings(volume["projected"], name)


def _items(source: Object, origin: str = "") -> list[File]:
    return [File(item.get("path") or "", origin) for item in source.get("items") or ()]


def _projected_warnings(projected: Object, name: str) -> Iterator[str]:
    seen: list[File] = []
    for source in projected.get("sources") or ():
        if not any(value is not None for value in source.values()):
            yield f"volume {name} (Projected) has no sources provided"
        yield from (
            f"volume {name} (Projected): overlapping paths: {pair}"
            for pair in _overlapping_pairs(_files(source), seen)
        )


def _files(source: Object) -> list[File]:
    for kind, title in (("configMap", "ConfigMap"), ("secret", "Secret")):
        if (source.get(kind) or {}).get("items"):
            return _items(source[kind], f"{title} {quote(source[kind].get('name') or '')}")
    if (source.get("downwardAPI") or {}).get("items"):
        return _items(source["downwardAPI"], "DownwardAPI")
    token = source.get("serviceAccountToken")
    return [File(token.get("path") or "", "ServiceAccountToken")] if token is not None else []


def _overlapping_pairs(files: Sequence[File], seen: list[File]) -> Iterator[str]:
    """Yield each file with each seen file that it overlaps; adds the files to `seen`."""
    for file in files:
        file = file._replace(path=file.path.rstrip("/"))
        yield from (f"{file} with {other}" for other in seen if _overlap(file, other))
        seen.append(file)


def _overlap(first: File, second: File) -> bool:
    if not first.path or not second.path:
        return False
    return f"{first.path}/".startswith(f"{second.path}/") or f"{second.path}/".startswith(
        f"{first.path}/"
    )
