"""Names in the state: objects by kind, namespaces, contexts, containers, ports.

Names are read without reading the objects.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik import kinds, schemas
from minik.command_line import resource_arguments, state_access
from minik.command_line.candidates.line import Candidate
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.store import contexts, layout
from minik.store.state_file import StateFile

TEMPLATE = (
    "spec",
    "spec.template.spec",
    "spec.jobTemplate.spec.template.spec",
)  # where the containers of a pod or workload stand
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
EXPOSED = ("Service", "Pod", "Deployment", "ReplicaSet", "ReplicationController")


def names(kind: str, namespace: str, beginning: str) -> Iterator[Candidate]:
    """Yield the names in a namespace that begin with a prefix, in order."""
    cluster = state_access.read_cluster()
    path = f"{namespace}/{beginning}" if namespace else beginning
    keys = (
        keys_in_file(cluster.source, kind, path)
        if isinstance(cluster.source, StateFile)
        else cluster.table(kind).by_path
    )
    yield from (
        (key.rpartition("/")[2], "")
        for key in keys
        if key.startswith(path) or isinstance(cluster.source, StateFile)
    )


def keys_in_file(file: StateFile, kind: str, path: str) -> Iterator[str]:
    """Yield the keys of the state file that begin with a path, line by line."""
    key = layout.key_bytes(kind, path)
    line = file.bisect(key)
    while line < file.end and (current_key := file.key_at(line)).startswith(key):
        yield current_key.decode()
        line = file.line_end(line)


def names_of_kind(kind: str, beginning: str) -> Iterator[Candidate]:
    """Return the names of objects of a built-in kind, in the namespace in effect."""
    cluster_wide = kind in ("Node", "Namespace", "ClusterRole", "IngressClass", "PriorityClass")
    return names(kind_key(kind), "" if cluster_wide else state_access.namespace(), beginning)


def kind_key(kind: str) -> str:
    """Return the key of a kind in the state."""
    record = kinds.find_kind(kind.lower())
    return record.key if record else kind


def find_kind(word: str) -> Kind | None:
    """Return the kind that a word names; None where there is none."""
    return kinds.find_kind(word, resource_arguments.custom_definitions(state_access.read_cluster()))


def kind_words(only: Sequence[str] = ()) -> Iterator[Candidate]:
    """Yield the names of kinds, as api-resources lists them, without loading the kinds."""
    yield from (
        (row["plural"], f"{row['group']}/{row['served'][0]}".lstrip("/"))
        for row in schemas.catalog()
        if row["served"] and (not only or row["kind"] in only)
    )
    if not only:
        definitions = state_access.read_cluster().of("CustomResourceDefinition")
        yield from (
            (kind.plural, kind.api_version) for kind in map(kinds.kind_of_definition, definitions)
        )


def names_for_word(word: str, beginning: str) -> Iterator[Candidate]:
    """Yield the names of objects of the kinds that a word names (`pods,svc`)."""
    for part in word.split(","):
        kind = find_kind(part)
        if kind is not None:
            yield from names(
                kind.key, state_access.namespace() if kind.namespaced else "", beginning
            )


def kinds_and_names(
    words: Sequence[str], current: str, only: Sequence[str] = ()
) -> Iterator[Candidate]:
    """Yield TYPE, then NAMEs that are not typed yet; or TYPE/NAME."""
    kind, slash, name = current.partition("/")
    if slash:
        yield from ((f"{kind}/{candidate}", text) for candidate, text in names_for_word(kind, name))
    elif words and "/" not in words[0]:
        yield from (
            (candidate, text)
            for candidate, text in names_for_word(words[0], current)
            if candidate not in words
        )
    else:
        head, comma, last = current.rpartition(",")
        yield from (
            (f"{head}{comma}{word}", text)
            for word, text in kind_words(only)
            if word.startswith(last)
        )


def all_contexts() -> Iterator[Candidate]:
    """The contexts, with what they stand for: a state file, or a context of the kubeconfig; those of the
    kubeconfig itself where a live cluster is meant.
    """
    if state_access.is_live_option():
        return kubeconfig_contexts()
    return (
        (name, f"live: {context.live}" if context.live else context.state)
        for name, context in contexts.read().all.items()
    )


def kubeconfig_contexts() -> Iterator[Candidate]:
    """The contexts of the kubeconfig."""
    from minik.live import connection  # noqa: PLC0415 few ask a live cluster

    file = str(state_access.option("kubeconfig") or "")
    names = connection.context_names(connection.Connection(kubeconfig=file))
    return ((name, "") for name in names)


def find_object(words: Sequence[str]) -> Object | None:
    """Return the object that TYPE NAME or TYPE/NAME names; None where it does not exist."""
    kind, slash, name = words[0].partition("/") if words else ("", "", "")
    record = find_kind(kind) if kind else None
    name = name if slash else words[1] if len(words) > 1 else ""
    return (
        state_access.read_cluster().get(
            record.key, state_access.namespace() if record.namespaced else "", name
        )
        if record and name
        else None
    )


def containers(obj: Object | None) -> list[Object]:
    """Return the containers of a pod or of a workload's template, init containers first."""
    specs = [read(obj or {}, path, {}) for path in TEMPLATE]
    return [
        container
        for spec in specs
        for field in ("initContainers", "containers")
        for container in spec.get(field) or ()
    ]


def service_ports(current: str) -> Iterator[Candidate]:
    """Yield NAME:PORT of a Service, by the port's name or number; NAME may be `name.namespace`."""
    name, _, _ = current.partition(":")
    short, _, rest = name.partition(".")
    service = (
        state_access.read_cluster().get(
            "Service", rest.partition(".")[0] or state_access.namespace(), short
        )
        or {}
    )
    for port in read(service, "spec.ports", []):
        yield (
            f"{name}:{port.get('name') or port['port']}",
            f"{port['port']}/{port.get('protocol', 'TCP')}",
        )


def container_ports(obj: Object | None) -> Iterator[Candidate]:
    """Yield the container ports of a pod or of a workload's template."""
    for container in containers(obj):
        for port in container.get("ports") or ():
            yield (
                str(port.get("name") or port["containerPort"]),
                f"{port['containerPort']}/{port.get('protocol', 'TCP')}",
            )


def in_turn(*sources: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates of each source in turn."""
    for source in sources:
        yield from source
