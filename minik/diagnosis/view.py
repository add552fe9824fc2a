"""What causes look at: a cluster whose pods are real, or documents in which the templates of workloads stand for pods."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from minik.errors import MinikError
from minik.intake import last_applied
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

T = TypeVar("T")
TEMPLATES = {
    "Deployment": "spec.template", "ReplicaSet": "spec.template", "StatefulSet": "spec.template", "DaemonSet": "spec.template",
    "ReplicationController": "spec.template", "Job": "spec.template", "CronJob": "spec.jobTemplate.spec.template"}
GENERATED = ("pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
             "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name",
             "pod-template-generation", "batch.kubernetes.io/job-completion-index")


class Maker(NamedTuple):
    """Who makes pods, with one of them and how many there are; a bare pod made itself. `path` leads to what its pods are made of."""

    key: Key
    pod: Object
    path: str
    number: int

    @property
    def title(self) -> str:
        """`Deployment default/web`."""
        return title(self.key)


class Refusal(NamedTuple):
    """A document that the server would not take."""

    key: Key
    value: Object
    error: MinikError
    place: Callable[[str], tuple[str, int]]


class Remade(NamedTuple):
    """A document that changes what another one made before it."""

    old: Object
    new: Object
    place: Callable[[str], tuple[str, int]]


def title(key: Key) -> str:
    """An object as people call it: `Service default/web`."""
    return f"{key.kind} {key.path}"


def nowhere(_: Key, __: str) -> tuple[str, int]:
    """The place of a field of an object that stands in no file."""
    return "", 0


def owners(obj: Object) -> Iterator[tuple[str, str, str]]:
    """Kind, namespace and name of an object's controller: by name, since documents have no uids."""
    found = objects.owner(obj)
    if found:
        yield found["kind"], objects.namespace(obj), found["name"]


class View:
    """A cluster with what causes ask for again and again. `settled`: pods are real, and controllers have done their work.

    `place` tells file and line of a field, `order` the order of documents, `said` what stands in one, where there are any.
    """

    def __init__(self, cluster: Cluster, *, settled: bool = True, place: Callable[[Key, str], tuple[str, int]] = nowhere,
                 refused: Sequence[Refusal] = (), remade: Sequence[Remade] = (), order: Mapping[Key, int] | None = None,
                 said: Callable[[Key], Object | None] | None = None, only: Key | None = None) -> None:
        self.cluster, self.settled, self.place = cluster, settled, place
        self.refused, self.remade, self.order, self._said = refused, remade, order or {}, said
        self._only = only
        self._behind: dict[str, Sequence[Object]] = {}
        self._made_by: dict[tuple[str, str, str], Key] = {}
        self._indexes: dict[Any, Any] = {}

    def index(self, build: Callable[["View"], T]) -> T:
        """What a family of causes finds out about everything once."""
        if build not in self._indexes:
            self._indexes[build] = build(self)
        found: T = self._indexes[build]
        return found

    def said(self, obj: Object) -> Object | None:
        """What a person wrote of an object, before anything was filled in; nothing where that is not known."""
        return self._said(objects.key(obj)) if self._said else last_applied.recalled(obj)

    @property
    def services(self) -> Sequence[Object]:
        """Every Service; where one was asked for, that one."""
        if self._only is None:
            return self.cluster.of("Service")
        found = self.cluster.get(*self._only)
        return [found] if found else []

    @cached_property
    def selecting(self) -> Sequence[Object]:
        """The Services that choose pods by labels."""
        return [one for one in self.services if services.selector(one) and not services.is_external_name(one)]

    def behind(self, service: Object) -> Sequence[Object]:
        """The pods that a Service selects, whatever state they are in."""
        path = objects.key(service).path
        if path not in self._behind:
            self.cluster.table("Pod")
            self._behind[path] = self.cluster.selected("Pod", objects.namespace(service), services.selector(service))
        return self._behind[path]

    def makers_behind(self, service: Object) -> Mapping[Key, list[Object]]:
        """The same, by who made them."""
        found: dict[Key, list[Object]] = {}
        for pod in self.behind(service):
            found.setdefault(self.maker_of(pod), []).append(pod)
        return found

    def maker_of(self, pod: Object) -> Key:
        """Who has the template that a pod comes from: not the ReplicaSet or Job in between."""
        owner = next(owners(pod), None)
        if owner is None:
            return objects.key(pod)
        if owner not in self._made_by:
            between = self.cluster.get(*owner) if owner[0] in ("ReplicaSet", "Job") else None
            above = next(owners(between), None) if between else None
            self._made_by[owner] = Key(*(above or owner))
        return self._made_by[owner]

    @cached_property
    def makers(self) -> Mapping[Key, Maker]:
        """Everybody who made a pod."""
        found: dict[Key, list[Object]] = {}
        for pod in self.cluster.of("Pod"):
            found.setdefault(self.maker_of(pod), []).append(pod)
        return {key: Maker(key, made[0], TEMPLATES.get(key.kind, ""), len(made)) for key, made in found.items()}

    @cached_property
    def workloads(self) -> Sequence[Object]:
        """Everything with a template that nobody else looks after."""
        return [one for kind in TEMPLATES for one in self.cluster.of(kind) if objects.owner(one) is None]

    @cached_property
    def namespaces_with_pods(self) -> set[str]:
        """Where anything is known that makes pods."""
        return {objects.namespace(one) for one in (*self.cluster.of("Pod"), *self.workloads)}

    @cached_property
    def namespaces_with_services(self) -> set[str]:
        """Where any Service is known."""
        return set(self.cluster.table("Service").by_namespace)


def is_known(pod: Object) -> bool:
    """Whether anything is known of a pod's state; nothing is of one that a template stands for."""
    return bool(pods.phase(pod))


def template(workload: Object) -> Object:
    """What its pods are made of."""
    found: Object = objects.read(workload, TEMPLATES[workload["kind"]], {})
    return found


def plain_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels that a person wrote, without those that controllers add."""
    return {name: value for name, value in labels.items() if name not in GENERATED}


def counted(number: int, noun: str) -> str:
    """`1 pod`, `2 pods`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def few(words: Sequence[str], most: int = 3) -> str:
    """The first of many, and how many more there are."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more
