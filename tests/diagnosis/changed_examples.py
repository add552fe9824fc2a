"""What `check` finds when one field of a cause's documents is left out, is added or says something else.

For every cause the documents are its example, its sound twin, the rows of its neighbours and of the
table of causes. Each field of these, once a kind of object, is left out, and each text, number and truth
is changed; fields that such an object may have too are added (added_fields.py); and each object is put
into another namespace. What the server would refuse is passed over. A
line of tests/data/changed_examples says which findings go (-) and come (+) by that, and ends
with a digest of what those of the cause itself say.

`python tests/diagnosis/changed_examples.py` writes the files anew; look at what `git diff` shows. With the
name of a cause it prints its lines with the findings themselves in place of digests.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from added_fields import added
from crafting import EMPTY, NOW
from test_diagnosis_causes import TABLE
from test_diagnosis_neighbours import ROWS, neighbour

from minik.diagnosis import causes, documents
from minik.diagnosis.finding import Cause, Finding
from minik.errors import MinikError
from minik.intake.parsing import Document, expand_list

FOLDER = Path(__file__).parents[1] / "data/changed_examples"
Place: TypeAlias = tuple[str | int, ...]
Found: TypeAlias = Counter[tuple[str, str]]  # the name of a cause, and all that is said
Words: TypeAlias = Callable[[Cause, Found, Found], str]  # what is said of two, in short or whole
LEFT_OUT = object()
UNCHANGED = ("apiVersion", "kind")
REFUSED = "document-refused"
# Names of fields, and values, that stand in one another's place: each becomes each of the others.
FIELDS = (
    ("readinessProbe", "livenessProbe", "startupProbe"),
    ("httpGet", "tcpSocket"),
    ("containers", "initContainers"),
    ("configMap", "secret"),
    ("configMapKeyRef", "secretKeyRef"),
    ("configMapRef", "secretRef"),
    ("limits", "requests"),
    ("cpu", "memory", "ephemeral-storage"),
    ("ingress", "egress"),
    ("annotations", "labels"),
    ("preStop", "postStart"),
    ("command", "args"),
    ("waiting", "terminated", "running"),
    (
        "preferredDuringSchedulingIgnoredDuringExecution",
        "requiredDuringSchedulingIgnoredDuringExecution",
    ),
    ("podSelector", "namespaceSelector"),
    ("containerStatuses", "initContainerStatuses"),
)
VALUES = (
    ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"),
    ("Role", "ClusterRole"),
    ("RoleBinding", "ClusterRoleBinding"),
    ("User", "Group", "ServiceAccount"),
    ("ConfigMap", "Secret"),
    ("TCP", "UDP", "SCTP"),
    ("ClusterIP", "NodePort", "LoadBalancer"),
    ("Local", "Cluster"),
    ("True", "False", "Unknown"),
    ("Pending", "Running", "Succeeded", "Failed", "Unknown"),
    ("Always", "OnFailure", "Never"),
    ("Exact", "Prefix", "ImplementationSpecific"),
    ("In", "NotIn"),
    ("Exists", "DoesNotExist"),
    ("NoSchedule", "NoExecute", "PreferNoSchedule"),
    ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
    ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"),
    ("IPv4", "IPv6"),
    ("Ingress", "Egress"),
    ("Normal", "Warning"),
    ("RollingUpdate", "Recreate", "OnDelete"),
)
WORKLOADS = (("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"),)
INDEX = re.compile(r"\[\d+\]")


class _Everything:
    def __contains__(self, name: object) -> bool:
        return True


ANY = _Everything()


def text(cause: Cause, words: Words, listed: Container[tuple[int, str]] = ANY) -> str:
    """Return what is found in the documents of a cause and in the listed changes of them, or in all: a
    line for each that makes a difference and is not refused.
    """
    return "".join(f"{line}\n" for line in lines(cause, words, listed))


def lines(cause: Cause, words: Words, listed: Container[tuple[int, str]]) -> Iterator[str]:
    tried: set[str] = set()
    for number, docs in enumerate(sets(cause)):
        usual = found(docs)
        yield f"====: {words(cause, Counter(), usual)}"
        for name, place, value in changes(docs):
            pattern = INDEX.sub("", name)
            if pattern in tried or (number, name) not in listed:
                continue
            tried.add(pattern)
            said = found(changed(docs, place, value))
            if said != usual and not any(REFUSED in pair for pair in said - usual):
                yield f"{name}: {words(cause, usual, said)}"


def names(written: str) -> set[tuple[int, str]]:
    """Return the changes that a written text names, each with the number of its set of documents."""
    return {
        (number, line.partition(": ")[0])
        for number, part in enumerate(written.split("====: ")[1:])
        for line in part.splitlines()[1:]
    }


def changes(docs: Sequence[Any]) -> Iterator[tuple[str, Place, object]]:
    """Yield each change of documents: its name, its place and what stands there then."""
    for place in places(docs):
        kind = docs[int(place[0])].get("kind")
        if len(place) == 1:
            yield f"{kind} elsewhere", (*place, "metadata", "namespace"), "elsewhere"
            for other in siblings(kind, WORKLOADS):
                yield f"{kind} as a {other}", place, as_workload(at(docs, place), other)
        if len(place) > 1 and isinstance(place[-1], str):
            for name in siblings(place[-1], FIELDS):
                part = renamed(at(docs, place[:-1]), place[-1], name)
                yield f"{kind} {dotted(place[1:])} as {name}", place[:-1], part
        for field, value in added(kind, place[1:], at(docs, place)):
            yield f"{kind} {dotted(place[1:])} with {field}", (*place, field), value
        if len(place) > 1 and place[1] not in UNCHANGED:
            for word, value in others(at(docs, place)):
                yield f"{kind} {dotted(place[1:])} {word}", place, value


def as_workload(workload: Any, kind: str) -> Any:
    """Return a workload of another kind with the same pods; what that kind does not have is left out."""
    spec = {"selector": workload["spec"].get("selector"), "template": workload["spec"]["template"]}
    if kind == "Job":
        pod = {**spec["template"].get("spec", {}), "restartPolicy": "Never"}
        spec = {"template": {**spec["template"], "spec": pod}}
    elif kind != "DaemonSet" and "replicas" in workload["spec"]:
        spec["replicas"] = workload["spec"]["replicas"]
    version = "batch/v1" if kind == "Job" else "apps/v1"
    return {**workload, "apiVersion": version, "kind": kind, "spec": spec}


def siblings(word: object, groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield what may stand in the place of a word."""
    for group in groups:
        if word in group:
            yield from (other for other in group if other != word)


def renamed(fields: Any, name: str, other: str) -> Any:
    """Return fields of which one is called otherwise."""
    return {other if field == name else field: value for field, value in fields.items()}


def sets(cause: Cause) -> Iterator[list[Any]]:
    """Yield the documents of a cause, each set once."""
    texts = [cause.example, cause.sound]
    texts += [neighbour(name, row) for name, row in ROWS if name == cause.name]
    known: list[object] = []
    for docs in (*map(parse, texts), *map(list, TABLE.get(cause.name, ()))):
        if docs and docs not in known:
            known.append(docs)
            yield docs


def parse(manifests: str) -> list[Any]:
    """Return the documents of a text."""
    return [document for document in yaml.safe_load_all(manifests) if document]


def places(value: object, above: Place = ()) -> Iterator[Place]:
    """Yield the place of every part of documents."""
    parts: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = enumerate(value)
    for name, part in parts:
        yield (*above, name)
        yield from places(part, (*above, name))


def at(value: Any, place: Place) -> Any:
    """Return the part of documents at a place."""
    for part in place:
        value = value[part]
    return value


def others(value: object) -> Iterator[tuple[str, object]]:
    """Yield what a part may become, each with its name."""
    yield "left out", LEFT_OUT
    if isinstance(value, bool):
        yield "otherwise", not value
    elif isinstance(value, int | float):
        yield "plus 1", value + 1
    elif isinstance(value, str) and value:
        yield "with an x", f"{value}x"
        yield from ((f"as {other}", other) for other in siblings(value, VALUES))


def changed(value: Any, place: Place, part: object) -> Any:
    """Return documents with another part at a place."""
    first, *rest = place
    made = value.copy()
    if rest:
        made[first] = changed(
            value.get(first, {}) if isinstance(value, dict) else value[first], tuple(rest), part
        )
    elif part is LEFT_OUT:
        del made[first]
    else:
        made[first] = part
    return made


def dotted(place: Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)[1:]


def found(docs: Sequence[Any]) -> Found:
    """Return the names of the causes that are found, each with all that is said."""
    each = (Document(doc, "x.yaml", index) for index, doc in enumerate(docs, 1))
    try:
        view = documents.view([item for doc in each for item in expand_list(doc)], EMPTY, NOW)
    except MinikError as error:
        return Counter([(type(error).__name__, str(error))])
    return Counter((one.code.name, described(one)) for one in causes.collect_findings(view))


def described(one: Finding) -> str:
    """Return all that a finding says."""
    judged = f"{one.severity} ({one.certainty}) {one.object.kind} {one.object.path} {one.field}"
    return f"{judged}: {one.because} [{one.fix}] {one.near} {one.about} {one.root}"


def brief(cause: Cause, usual: Found, said: Found) -> str:
    """Return which findings go and come, and a digest of what the cause says now."""
    gone, come = usual - said, said - usual
    parts = [f"-{name}" for name, _ in sorted(gone.elements())]
    parts += [f"+{name}" for name, _ in sorted(come.elements())]
    own = sorted(words for name, words in come.elements() if name == cause.name)
    return " ".join([*parts, *([sha256(repr(own).encode()).hexdigest()[:6]] if own else [])])


def whole(cause: Cause, usual: Found, said: Found) -> str:
    """Return which findings go and come, each in a line."""
    return "".join(
        f"\n  {sign} {name}: {words}"
        for sign, part in (("-", usual - said), ("+", said - usual))
        for name, words in sorted(part.elements())
    )


def main() -> None:
    if sys.argv[1:]:
        sys.stdout.write("".join(text(causes.codes()[name], whole) for name in sys.argv[1:]))
        return
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for name, cause in causes.codes().items():
        (FOLDER / f"{name}.txt").write_text(text(cause, brief), encoding="utf-8")


if __name__ == "__main__":
    main()
