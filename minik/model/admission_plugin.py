"""What an admission plugin is: one record, which its file exposes as `PLUGIN`."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from minik.errors import Forbidden
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


class Operation(StrEnum):
    """What a request does with its object."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    CONNECT = "CONNECT"


class AdmissionRequest(NamedTuple):
    """A request on its way to the registry: its object, what it replaces, the cluster so far.

    `old` is None where the object is created; a deletion carries the object as it is. `subresource`
    is "" for the object itself; `sent` is what a subresource is sent that is of another kind than the
    object (an Eviction, a Binding, a Scale), of which the object may be missing. While plugins still change the object, `settled` is false. `notes` is
    what plugins remember of the request between their turns; `again`: it is the second turn of those
    that change objects, after a policy has changed this one.
    """

    operation: Operation
    kind: Kind
    object: Object
    old: Object | None
    draft: Draft
    subresource: str = ""
    settled: bool = False
    notes: dict[str, Any] | None = None
    again: bool = False
    sent: Object | None = None

    @property
    def body(self) -> Object:
        """What plugins change: the object, or what was sent to its subresource."""
        return self.object if self.sent is None else self.sent

    def with_body(self, changed: Object) -> "AdmissionRequest":
        """Return the request with what plugins have made of its body."""
        return self._replace(object=changed) if self.sent is None else self._replace(sent=changed)

    @property
    def namespace(self) -> str:
        """The namespace of the object; "" if its kind is cluster-scoped."""
        return objects.namespace(self.object) if self.kind.namespaced else ""

    def refusal(self, why: str) -> Forbidden:
        """Return the error of a plugin; until it is settled a generated name is not known to it."""
        metadata = self.object["metadata"]
        asked, generated = metadata.get("generateName") or "", metadata.get("name") or ""
        name = generated or asked if self.settled else asked or generated
        return Forbidden(f'{self.kind.resource} "{name}" is forbidden: {why}')


Mutate: TypeAlias = Callable[[AdmissionRequest], Object]
Validate: TypeAlias = Callable[[AdmissionRequest], None]
Warn: TypeAlias = Callable[[AdmissionRequest], Iterable[str]]


def leave_unchanged(request: AdmissionRequest) -> Object:
    """Return the body of the request: what a plugin does that only validates."""
    return request.body


def accept(request: AdmissionRequest) -> None:
    """Refuse nothing: what a plugin does that only changes objects."""


def say_nothing(request: AdmissionRequest) -> Iterable[str]:
    """Warn of nothing."""
    return ()


class AdmissionPlugin(NamedTuple):
    """An admission plugin of the API server.

    `name` is the server's own, as in `--disable-admission-plugins`. `kinds` are the keys of the
    kinds that it looks at; none: all. `mutate(request)` returns the object, changed or not, before
    it is validated; `validate(request)` judges it afterwards. Both raise Forbidden to refuse it.
    `operations` are the requests that it looks at. `warn(request)` says what the client is warned
    of once the object is admitted. `parts`: it looks at requests for subresources too.
    `alike_without`: while there are no objects of these kinds, it treats new objects alike that differ
    in their names alone; None: it may look at names. If it names any, it does nothing at all
    without them. `made_of_name(object, draft)` is what it puts into
    an object that follows from its name.
    """

    name: str
    kinds: tuple[str, ...] = ()
    mutate: Mutate = leave_unchanged
    validate: Validate = accept
    operations: tuple[Operation, ...] = (Operation.CREATE, Operation.UPDATE)
    warn: Warn = say_nothing
    parts: bool = False
    alike_without: tuple[str, ...] | None = None
    made_of_name: Callable[[Object, Draft], str] | None = None
