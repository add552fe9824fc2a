"""What is probably meant by a document that is refused: the commonest slips of people who write
manifests. Only a refusal looks for them.
"""

from collections.abc import Iterable, Iterator

from minik import kinds
from minik import light_re as re
from minik.command_line import type_slips, value_slips
from minik.diagnosis import served_versions
from minik.diagnosis.view import Refusal
from minik.errors import BadRequest, ClientError, MinikError, NoSuchKind
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import suggestions
from minik.store import other_files

TAB = re.compile(r"(?m)^ *\t")
GLUED = re.compile(r"(?m)^ *(?:- )?([a-z]\w*):([A-Za-z0-9][^:\s]*) *$")


def add(error: MinikError, document: Document) -> MinikError:
    """Return the error, with a hint if none is there and the slip is known."""
    if not error.hint:
        error.hint = suggestions.did_you_mean(list(dict.fromkeys(slips(error, document))))
    return error


def add_fixes(refusals: Iterable[Refusal]) -> None:
    """Add to the errors of refused documents what was probably meant, as the fix."""
    for refusal in refusals:
        document = Document(refusal.value, refusal.key.name, 0)
        if not refusal.error.hint:
            meant = slips(refusal.error, document) if refusal.value else _unreadable(document)
            refusal.error.hint = ", ".join(dict.fromkeys(meant))


def misnamed(
    document: Document, kubernetes_version: str = "", target_version: str = ""
) -> Document:
    """Return a document whose kind is one of Kubernetes in the wrong case or apiVersion with that
    as its error; any other as it is. Who asks about a target version is told of old API versions
    elsewhere.
    """
    value = document.value if isinstance(document.value, dict) else {}
    name, version = value.get("kind"), value.get("apiVersion")
    if document.error or not isinstance(name, str) or not isinstance(version, str):
        return document
    if kinds.find_served_kind(version, name, (), kubernetes_version):
        return document
    if target_version or kubernetes_version:
        from minik.schemas import lifecycles  # noqa: PLC0415 few ask for another version

        if lifecycles.find(version, name):
            return document
    meant = list(_same_kind(name, version))
    if not meant:
        return document
    why = f'no kind "{name}" in version "{version}"'
    return document._replace(
        error=ClientError(why, where=document.where("kind"), hint=", ".join(meant))
    )


def slips(error: MinikError, document: Document) -> Iterator[str]:
    """Yield what was probably meant."""
    value = document.value
    if document.error is not None:
        yield from _unreadable(document)
    elif isinstance(error, NoSuchKind):
        yield from _kinds_like(str(value["kind"]), str(value["apiVersion"]))
    elif isinstance(value, dict) and not (value.get("kind") and value.get("apiVersion")):
        yield from _no_object(value, document)
    else:
        yield from _fields(error, value)


def _unreadable(document: Document) -> Iterator[str]:
    text = document.text or other_files.head(document.source)
    what = other_files.describe(document.source, text)
    if what in other_files.ADVICE:
        yield f"{other_files.ADVICE[what]} (it is {what})"
    elif TAB.search(text):
        yield "spaces where there is a tab: YAML indents by spaces"
    elif glued := GLUED.search(text):
        yield f"{glued[1]}: {glued[2]}, with a space after the colon"


def _no_object(value: dict[str, Any], document: Document) -> Iterator[str]:
    for name in ("apiVersion", "kind"):
        for written in value:
            if written != name and str(written).casefold() == name.casefold():
                yield f"{name}, not {written}: names of fields are case-sensitive"
                return
    if not value.get("apiVersion"):
        same = (kind for kind in kinds.all_kinds() if kind.name == value.get("kind"))
        yield from (f"apiVersion: {kind.api_version}" for kind in same)
    what = other_files.describe(document.source, document.text)
    if what in other_files.ADVICE:
        yield f"{other_files.ADVICE[what]} (it is {what})"


def _kinds_like(name: str, version: str) -> Iterator[str]:
    """Yield the kind in the right case and apiVersion, else one that is spelt alike."""
    if name in served_versions.REMOVED:
        return
    same = list(_same_kind(name, version))
    near = suggestions.similar_words(name, (kind.name for kind in kinds.all_kinds()))
    yield from same or (f"kind: {word}" for word in near[:1])


def _same_kind(name: str, version: str) -> Iterator[str]:
    group = version.rpartition("/")[0]
    if "." in group and not group.endswith(".k8s.io"):
        return  # a custom resource may be called as a kind of Kubernetes is
    for kind in kinds.all_kinds():
        names = (kind.name.casefold(), kind.plural, *kind.short)
        if name.casefold() in names:
            if kind.name != name:
                yield f"kind: {kind.name}"
            if kind.api_version != version:
                yield f"apiVersion: {kind.api_version}"
            return


def _fields(error: MinikError, value: Any) -> Iterator[str]:
    yield from value_slips.slips(error.causes, value)
    path = error.where.rpartition(": ")[2]
    if error.causes or not isinstance(value, dict):
        return
    if isinstance(error, BadRequest) and "." in path:
        version = str(value["apiVersion"])
        kind = kinds.find_served_kind(version, str(value["kind"]), (), "")
        schema = kind.definitions.get(version.rpartition("/")[2]) if kind else None
        yield from type_slips.slips(path, value, {"$ref": schema} if schema else {})
    else:
        yield from _metadata(value)


def _metadata(value: dict[str, Any]) -> Iterator[str]:
    """Yield what is meant by metadata that kubectl itself cannot use."""
    yield from (f"metadata, not {name}" for name in value if _is_like(name, "metadata"))
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        return
    if "name" not in metadata:
        yield from (f"metadata.name, not {name}" for name in metadata if _is_like(name, "name"))
    for field in ("labels", "annotations"):
        given = metadata.get(field)
        for name, written in given.items() if isinstance(given, dict) else ():
            if isinstance(written, bool | int | float):
                yield f'{name}: "{type_slips.plain(written)}", in quotes'


def _is_like(written: Any, name: str) -> bool:
    return written != name and str(written).casefold() == name
