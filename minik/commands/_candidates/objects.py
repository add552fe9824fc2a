"""What is in the state: names by kind, namespaces, contexts, containers, ports. Names are read without reading the objects."""
from collections.abc import Iterable, Iterator, Sequence

from minik import kinds, schemas
from minik.commands import _session, _targets
from minik.commands._candidates.line import Candidate
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.store import contexts, layout
from minik.store.state_file import StateFile

TEMPLATE = ("spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec")  # where the containers of a pod or workload stand
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
EXPOSED = ("Service", "Pod", "Deployment", "ReplicaSet", "ReplicationController")


def names(kind: str, namespace: str, beginning: str) -> Iterator[Candidate]:
    """The names in a namespace that begin so, in order."""
    cluster = _session.reading()
    path = f"{namespace}/{beginning}" if namespace else beginning
    keys = in_file(cluster.source, kind, path) if isinstance(cluster.source, StateFile) else cluster.table(kind).by_path
    yield from ((key.rpartition("/")[2], "") for key in keys if key.startswith(path) or isinstance(cluster.source, StateFile))


def in_file(file: StateFile, kind: str, path: str) -> Iterator[str]:
    """The keys that begin so, one line after the other."""
    key = layout.key_bytes(kind, path)
    line = file.bisect(key)
    while line < file.end and (found := file.key_at(line)).startswith(key):
        yield found.decode()
        line = file.line_end(line)


def of_kind(kind: str, beginning: str) -> Iterator[Candidate]:
    """The names of objects of a built-in kind, in the namespace that is meant."""
    cluster_wide = kind in ("Node", "Namespace", "ClusterRole", "IngressClass", "PriorityClass")
    return names(kind_key(kind), "" if cluster_wide else _session.namespace(), beginning)


def kind_key(kind: str) -> str:
    """The kind as the state holds it."""
    found = kinds.named(kind.lower())
    return found.key if found else kind


def named(word: str) -> Kind | None:
    """The kind that a word means."""
    return kinds.named(word, _targets.custom(_session.reading()))


def kind_words(only: Sequence[str] = ()) -> Iterator[Candidate]:
    """The names of kinds, as api-resources lists them; what the kinds do need not be known."""
    yield from ((row["plural"], f"{row['group']}/{row['served'][0]}".lstrip("/")) for row in schemas.catalog()
                if row["served"] and (not only or row["kind"] in only))
    if not only:
        definitions = _session.reading().of("CustomResourceDefinition")
        yield from ((kind.plural, kind.api_version) for kind in map(kinds.of_definition, definitions))


def names_of(word: str, beginning: str) -> Iterator[Candidate]:
    """The names of objects of the kinds that a word means."""
    for part in word.split(","):
        kind = named(part)
        if kind is not None:
            yield from names(kind.key, _session.namespace() if kind.namespaced else "", beginning)


def kinds_and_names(words: Sequence[str], current: str, only: Sequence[str] = ()) -> Iterator[Candidate]:
    """TYPE, then NAMEs that are not there yet; or TYPE/NAME."""
    kind, slash, name = current.partition("/")
    if slash:
        yield from ((f"{kind}/{found}", text) for found, text in names_of(kind, name))
    elif words and "/" not in words[0]:
        yield from ((found, text) for found, text in names_of(words[0], current) if found not in words)
    else:
        head, comma, last = current.rpartition(",")
        yield from ((f"{head}{comma}{word}", text) for word, text in kind_words(only) if word.startswith(last))


def all_contexts() -> Iterator[Candidate]:
    """The contexts, with their state files."""
    return ((name, context.state) for name, context in contexts.read().all.items())


def meant(words: Sequence[str]) -> Object | None:
    """The object that TYPE NAME or TYPE/NAME means, if it is there."""
    kind, slash, name = words[0].partition("/") if words else ("", "", "")
    found = named(kind) if kind else None
    name = name if slash else words[1] if len(words) > 1 else ""
    return _session.reading().get(found.key, _session.namespace() if found.namespaced else "", name) if found and name else None


def containers(obj: Object | None) -> list[Object]:
    """The containers of a pod or of a workload's template, init containers first."""
    specs = [read(obj or {}, path, {}) for path in TEMPLATE]
    return [container for spec in specs for field in ("initContainers", "containers") for container in spec.get(field) or ()]


def service_ports(current: str) -> Iterator[Candidate]:
    """NAME:PORT of a Service, by the port's name or number; NAME may have its namespace behind a dot."""
    name, _, _ = current.partition(":")
    short, _, rest = name.partition(".")
    service = _session.reading().get("Service", rest.partition(".")[0] or _session.namespace(), short) or {}
    for port in read(service, "spec.ports", []):
        yield f"{name}:{port.get('name') or port['port']}", f"{port['port']}/{port.get('protocol', 'TCP')}"


def container_ports(obj: Object | None) -> Iterator[Candidate]:
    """The ports that a pod or the pods of a workload open, or the target ports of a Service."""
    for container in containers(obj):
        for port in container.get("ports") or ():
            yield str(port.get("name") or port["containerPort"]), f"{port['containerPort']}/{port.get('protocol', 'TCP')}"


def either(*several: Iterable[Candidate]) -> Iterator[Candidate]:
    """One after the other."""
    for found in several:
        yield from found
