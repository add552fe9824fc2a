"""What a verb returns: the answer before it is encoded."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Step


class Selection(NamedTuple):
    """Which objects a list or watch is about: a namespace or all ("" ), and selectors as texts."""

    namespace: str = ""
    labels: str = ""
    fields: str = ""
    name: str = ""


class Watch(NamedTuple):
    """A stream of events: of which objects, after which version, for how many seconds.

    `initial` are the objects that exist already and are told first. `ends_initial`: a bookmark tells
    that those are all. `error` is told instead of anything. `included`: `includeObject` of Tables.
    """

    kind: Kind
    api_version: str
    selection: Selection
    version: int
    seconds: float | None = None
    bookmarks: bool = False
    initial: Sequence[Object] = ()
    ends_initial: bool = False
    error: Object | None = None
    included: str = ""


class Reply(NamedTuple):
    """The HTTP status, the body, the cluster after it, and the warnings that come with it.

    `kind` is that of the object, or of the items of a list (`is_list`); None for a Status, which is
    never shown as anything else. `listed` are the objects of a list whose body has no items yet. `steps` are the changes of the request, in order. `text` is a body
    that is no object. `annotations` are for an audit log.
    """

    status: int
    body: Object
    cluster: Cluster
    warnings: Sequence[str] = ()
    kind: Kind | None = None
    is_list: bool = False
    listed: Sequence[Object] | None = None
    steps: Sequence[Step] = ()
    watch: Watch | None = None
    text: bytes | None = None
    annotations: Mapping[str, str] = {}
    now: datetime | None = None
