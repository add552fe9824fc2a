"""What causes examine: a cluster with real pods, or documents in which workload templates stand for
pods.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property

from minik.errors import MinikError
from minik.intake import last_applied
from minik.kinds import pod as pods
from minik.kinds import template_paths
from minik.kinds.service import fields as services
from minik.light_typing import Any, NamedTuple, TypeVar
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.policy.traffic import Policies

T = TypeVar("T")
TEMPLATES = template_paths.PATHS
GENERATED = (
    "pod-template-hash",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "batch.kubernetes.io/job-completion-index",
)


class Maker(NamedTuple):
    """What makes pods (a workload, or a bare pod itself), with one of the pods and their number.
    `path` leads to the pod template.
    """

    key: Key
    pod: Object
    path: str
    number: int

    @property
    def title(self) -> str:
        """Return it as `Deployment default/web`."""
        return title(self.key)


class Refusal(NamedTuple):
    """A document that the server would refuse; `kustomization` is the folder of one that may complete
    it, if it builds from it (`is_built`).
    """

    key: Key
    value: Object
    error: MinikError
    place: Callable[[str], tuple[str, int]]
    kustomization: str = ""
    is_built: bool = True


class Redefinition(NamedTuple):
    """A document that changes an earlier one of its name; `apart`, they are of different folders."""

    old: Object
    new: Object
    place: Callable[[str], tuple[str, int]]
    apart: bool = False


def title(key: Key) -> str:
    """Return an object's kind, without a group, and its name: `Service default/web`."""
    return f"{key.kind.partition('.')[0]} {key.path}"


def no_place(_: Key, __: str) -> tuple[str, int]:
    """Return the empty place of a field whose object stands in no file."""
    return "", 0


def owners(obj: Object) -> Iterator[tuple[str, str, str]]:
    """Yield kind, namespace and name of an object's controller; by name, since documents have no
    uids.
    """
    controller = objects.owner(obj)
    if controller:
        yield controller["kind"], objects.namespace(obj), controller["name"]


class View:
    """A cluster with indexes for causes. `settled`: pods are real and controllers have run.

    For documents, `place` returns file and line of a field, `order` the order of documents,
    `user_document` the document of an object. `target_version` is the version of Kubernetes that is
    asked about, "" for none. `only` is the Service that is asked about, `concern`
    all objects that may be to blame for what is asked about.
    """

    def __init__(
        self,
        cluster: Cluster,
        *,
        settled: bool = True,
        place: Callable[[Key, str], tuple[str, int]] = no_place,
        refusals: Sequence[Refusal] = (),
        redefinitions: Sequence[Redefinition] = (),
        order: Mapping[Key, int] | None = None,
        user_document: Callable[[Key], Object | None] | None = None,
        only: Key | None = None,
        concern: Set[Key] | None = None,
        custom_resources: Sequence[Object] = (),
    ) -> None:
        self.custom_resources = custom_resources
        self.target_version = ""
        self.cluster, self.settled, self.place = cluster, settled, place
        self.refusals, self.redefinitions = refusals, redefinitions
        self.order, self._said = order or {}, user_document
        self._only, self._concern = only, concern
        self._behind: dict[int, tuple[Object, Sequence[Object]]] = {}
        self._grouped: dict[int, tuple[Object, Mapping[Key, list[Object]]]] = {}
        self._made_by: dict[tuple[str, str, str], Key] = {}
        self._indexes: dict[Any, Any] = {}

    def index(self, build: Callable[["View"], T]) -> T:
        """Return an index that a family of causes builds once."""
        if build not in self._indexes:
            self._indexes[build] = build(self)
        value: T = self._indexes[build]
        return value

    def facts(self, gather: Callable[["View"], Iterable[T]]) -> tuple[T, ...]:
        """Return what several causes find together, gathered once."""
        if gather not in self._indexes:
            self._indexes[gather] = tuple(gather(self))
        found: tuple[T, ...] = self._indexes[gather]
        return found

    def user_document(self, obj: Object) -> Object | None:
        """Return an object as a person wrote it, before defaults; None if that is unknown."""
        return (
            self._said(objects.key(obj)) if self._said else last_applied.previous_configuration(obj)
        )

    def kinds(self) -> Sequence[str]:
        """Return the kinds of which the view has an object."""
        if self._concern is None:
            return self.cluster.kinds()
        return sorted({key.kind for key in self._concern})

    def of(self, kind: str) -> Sequence[Object]:
        """Return the objects of a kind; only those that concern the requested one, if there is one."""
        if self._concern is None:
            return self.cluster.of(kind)
        found = (self.cluster.get(*key) for key in sorted(self._concern) if key.kind == kind)
        return [obj for obj in found if obj is not None]

    @property
    def is_narrow(self) -> bool:
        """Return whether one object is asked about, not all."""
        return self._concern is not None

    def holding(self, kind: str, text: str) -> Sequence[Object]:
        """Return the objects of a kind that hold a text, without reading a kind for it; others may be
        among them.
        """
        return self.cluster.holding(kind, text) if self._concern is None else self.of(kind)

    @property
    def services(self) -> Sequence[Object]:
        """Return every Service, or only the requested one."""
        if self._only is None:
            return self.cluster.of("Service")
        service = self.cluster.get(*self._only)
        return [service] if service else []

    @property
    def neighbours(self) -> Sequence[Object]:
        """Return every Service, or those in the namespace of the requested one."""
        if self._only is None:
            return self.cluster.of("Service")
        return self.cluster.within("Service", self._only.namespace)

    @cached_property
    def policies(self) -> Policies:
        """Return the NetworkPolicies, by the pods that they select."""
        return Policies(self.cluster)

    @cached_property
    def selector_services(self) -> Sequence[Object]:
        """Return the Services with a selector, without ExternalNames."""
        return [
            service
            for service in self.services
            if services.selector(service) and not services.is_external_name(service)
        ]

    def selected_pods(self, service: Object) -> Sequence[Object]:
        """Return the pods that a Service selects, in any state."""
        known = self._behind.get(id(service))
        if known is not None and known[0] is service:
            return known[1]
        there = self.cluster.table("Pod").by_path
        place, selector = objects.namespace(service), services.selector(service)
        selected = self.cluster.select("Pod", place, selector) if there else ()
        self._behind[id(service)] = service, selected
        return selected

    def makers_behind(self, service: Object) -> Mapping[Key, list[Object]]:
        """Return the pods that a Service selects, grouped by their makers."""
        known = self._grouped.get(id(service))
        if known is not None and known[0] is service:
            return known[1]
        by_maker: dict[Key, list[Object]] = {}
        for pod in self.selected_pods(service):
            by_maker.setdefault(self.maker_of(pod), []).append(pod)
        self._grouped[id(service)] = service, by_maker
        return by_maker

    def maker_of(self, pod: Object) -> Key:
        """Return the key of a pod's topmost workload, not the ReplicaSet or Job in between; a bare
        pod's own key.
        """
        owner = next(owners(pod), None)
        if owner is None:
            return objects.key(pod)
        if owner not in self._made_by:
            between = self.cluster.get(*owner) if owner[0] in ("ReplicaSet", "Job") else None
            controller = next(owners(between), None) if between else None
            self._made_by[owner] = Key(*(controller or owner))
        return self._made_by[owner]

    @cached_property
    def makers(self) -> Mapping[Key, Maker]:
        """Return the makers of all pods."""
        return self.makers_of(self.cluster.of("Pod"))

    @cached_property
    def concerned_makers(self) -> Mapping[Key, Maker]:
        """Return the makers of the pods that concern the requested object; of all without one."""
        return self.makers if self._concern is None else self.makers_of(self.of("Pod"))

    def makers_of(self, made: Iterable[Object]) -> dict[Key, Maker]:
        """Return the makers of pods."""
        by_maker: dict[Key, list[Object]] = {}
        for pod in made:
            by_maker.setdefault(self.maker_of(pod), []).append(pod)
        return {
            key: Maker(key, made_pods[0], TEMPLATES.get(key.kind, ""), len(made_pods))
            for key, made_pods in by_maker.items()
        }

    @cached_property
    def workloads(self) -> Sequence[Object]:
        """Return all objects with a pod template that have no controller."""
        return [
            workload
            for kind in TEMPLATES
            for workload in self.cluster.of(kind)
            if objects.owner(workload) is None
        ]

    @cached_property
    def namespaces_with_pods(self) -> set[str]:
        """Return the namespaces that have pods or workloads."""
        return {objects.namespace(obj) for obj in (*self.cluster.of("Pod"), *self.workloads)}

    @cached_property
    def namespaces_with_services(self) -> set[str]:
        """Return the namespaces that have Services."""
        return set(self.cluster.table("Service").by_namespace)


def has_status(pod: Object) -> bool:
    """Return whether a pod is one of a cluster; what is made from a template has neither status nor
    uid.
    """
    return bool(pods.phase(pod) or objects.uid(pod))


def pod_template(workload: Object) -> Object:
    """Return a workload's pod template."""
    template_value: Object = objects.read(workload, TEMPLATES[workload["kind"]], {})
    return template_value


def plain_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels without those that controllers add."""
    return {name: value for name, value in labels.items() if name not in GENERATED}


def first_few(words: Sequence[str], limit: int = 3) -> str:
    """Return the first words, and how many more there are."""
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    return ", ".join(words[:limit]) + more
