"""One consequence of a change: a code, the object that it is about, and what was before and is after."""

from enum import StrEnum

from minik.diagnosis.finding import ERROR, INFO, WARNING
from minik.light_typing import NamedTuple
from minik.model.object import Key


class Code(StrEnum):
    """What kind of consequence it is."""

    OBJECT_REFUSED = "object-refused"
    SERVICE_GONE = "service-gone"
    ENDPOINTS_LOST = "endpoints-lost"
    PORT_GONE = "port-gone"
    ENTRY_GONE = "entry-gone"
    LINK_CLOSED = "link-closed"
    BACKENDS_DIFFER = "backends-differ"
    TARGET_MOVED = "target-moved"
    FINDING_NEW = "finding-new"
    ENDPOINTS_FEWER = "endpoints-fewer"
    ENDPOINTS_MORE = "endpoints-more"
    ENDPOINTS_GAINED = "endpoints-gained"
    SERVICE_NEW = "service-new"
    LINK_OPENED = "link-opened"
    FINDING_GONE = "finding-gone"


# How bad each is, unless a change says otherwise.
SEVERITY = {
    **dict.fromkeys(
        (Code.OBJECT_REFUSED, Code.ENDPOINTS_LOST, Code.LINK_CLOSED, Code.ENTRY_GONE), ERROR
    ),
    **dict.fromkeys((Code.SERVICE_GONE, Code.PORT_GONE, Code.BACKENDS_DIFFER), WARNING),
}


class Caller(NamedTuple):
    """Who calls a Service: a workload or a pod, and the field in which it names it."""

    object: Key
    field: str
    text: str


class Change(NamedTuple):
    """One consequence. `before` and `after` are short values (`3`, `80/TCP`), "" where there is none;
    `because` is the evidence, `detail` the code of a finding or the name of a policy.
    """

    code: Code
    object: Key
    before: str = ""
    after: str = ""
    because: str = ""
    fix: str = ""
    detail: str = ""
    callers: tuple[Caller, ...] = ()
    level: str = ""
    file: str = ""
    line: int = 0

    @property
    def severity(self) -> str:
        """Return how bad it is: error where something stops answering."""
        return self.level or SEVERITY.get(self.code, INFO)


def order(change: Change) -> tuple[int, int, Key]:
    """Return the place of a change among others: the worst first, then by kind and object."""
    return (
        (ERROR, WARNING, INFO).index(change.severity),
        list(Code).index(change.code),
        change.object,
    )
