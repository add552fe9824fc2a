"""What is probably meant by a document that is refused: the commonest slips of people who write
manifests. Only a refusal looks for them.
"""

from collections.abc import Iterable, Iterator

from minik import kinds
from minik import light_re as re
from minik.diagnosis import served_versions
from minik.diagnosis.view import Refusal
from minik.errors import ClientError, MinikError, NoSuchKind
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import suggestions
from minik.store import other_files

# the words of enumerations, as they are written
WORDS = [
    "ClusterIP",
    "NodePort",
    "LoadBalancer",
    "ExternalName",
    "TCP",
    "UDP",
    "SCTP",
    "Local",
    "Cluster",
    "ClientIP",
    "None",
    "Always",
    "IfNotPresent",
    "Never",
    "OnFailure",
    "Recreate",
    "RollingUpdate",
    "OnDelete",
    "SingleStack",
    "PreferDualStack",
    "RequireDualStack",
    "IPv4",
    "IPv6",
    "ReadWriteOnce",
    "ReadOnlyMany",
    "ReadWriteMany",
    "Retain",
    "Delete",
    "Exact",
    "Prefix",
    "NoSchedule",
    "NoExecute",
    "PreferNoSchedule",
    "Allow",
    "Forbid",
    "Replace",
]
BY_WORD = {word.casefold(): word for word in WORDS}
TAB = re.compile(r"(?m)^ *\t")


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


def misnamed(document: Document) -> Document:
    """Return a document whose kind is one of Kubernetes in the wrong case or apiVersion with that
    as its error; any other as it is.
    """
    value = document.value if isinstance(document.value, dict) else {}
    name, version = value.get("kind"), value.get("apiVersion")
    if document.error or not isinstance(name, str) or not isinstance(version, str):
        return document
    if kinds.find_served_kind(version, name):
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


def _no_object(value: dict[str, Any], document: Document) -> Iterator[str]:
    for name in ("apiVersion", "kind"):
        for written in value:
            if written != name and str(written).casefold() == name.casefold():
                yield f"{name}, not {written}: names of fields are case-sensitive"
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
        if kind.name.casefold() == name.casefold() or kind.plural == name.casefold():
            if kind.name != name:
                yield f"kind: {kind.name}"
            if kind.api_version != version:
                yield f"apiVersion: {kind.api_version}"
            return


def _fields(error: MinikError, value: Any) -> Iterator[str]:
    for cause in error.causes:
        written = value_at(value, cause.field)
        word = BY_WORD.get(written.casefold()) if isinstance(written, str) else None
        if word and word != written:
            yield f"{last_name(cause.field)}: {word}"
    path = error.where.rpartition(": ")[2]
    written = value_at(value, path) if not error.causes else None
    if isinstance(written, str) and written.isdecimal():
        yield f"{last_name(path)}: {written}, without quotes"
    elif isinstance(written, int | float) and not isinstance(written, bool):
        yield f'{last_name(path)}: "{written}", in quotes'


def value_at(value: Any, path: str) -> Any:
    """Return the value at a path such as `spec.ports[0].port`; None where there is none."""
    if path == "spec.clusterIPs[0]":
        path = "spec.clusterIP"
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if name and isinstance(value, dict):
            value = value.get(name)
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        else:
            return None
    return value


def last_name(path: str) -> str:
    """Return the name of the field at the end of a path."""
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    return "clusterIP" if name == "clusterIPs" else name
