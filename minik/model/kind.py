"""Kind: what is known about one kind of object. Every hook has a do-nothing default, so the smallest kind is a name.

The hooks run in the API server's order: default, allocate, prepare, problems (on update also update_problems), warnings. So an
allocation that fails hides the problems behind it, as upstream. What was taken from a pool in vain needs no giving back: a draft
forgets its pools when an object is refused or deleted, and makes them anew when they are next asked for.
"""
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from minik.errors import Problem
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, kind_name

Cell: TypeAlias = Callable[[Object, datetime], str]


class Column(NamedTuple):
    """One column of `get`: its title, what stands in it for an object at a time, and whether only `-o wide` shows it."""

    title: str
    cell: Cell
    wide: bool = False


def nothing(*_: Any) -> Iterable[Any]:
    """No problem, no warning."""
    return ()


def same(obj: Object, *_: Any) -> Object:
    """As it came."""
    return obj


class Kind(NamedTuple):
    """Names come from the catalog of built-in kinds or from a CustomResourceDefinition; behaviour from the kind's own file."""

    name: str
    # default(object): what the server fills in on every create and update, whatever the cluster
    default: Callable[[Object], Object] = same
    # allocate(new, old or None, draft): takes addresses and ports from pools; raises when one is refused
    allocate: Callable[[Object, Object | None, Draft], Object] = same
    # prepare(new, old or None, draft): what the server wipes, keeps or adds (status, type-dependent fields, mutating admission)
    prepare: Callable[[Object, Object | None, Draft], Object] = same
    problems: Callable[[Object], Iterable[Problem]] = nothing
    update_problems: Callable[[Object, Object], Iterable[Problem]] = nothing
    # whether update_problems says all that is wrong with an update, and problems is for creations alone: then it can let in what was
    # let in before (fields that were unchecked once)
    whole_update: bool = False
    # warnings(new, old or None)
    warnings: Callable[[Object, Object | None], Iterable[str]] = nothing
    # the columns between NAME and AGE; a kind that shows no AGE, or something else, lists all of them and sets `whole_row`
    columns: tuple[Column, ...] = ()
    whole_row: bool = False
    # describe(object, cluster): the lines of `describe`, cells still separated by tabs (see `kinds/_layout.py`), less its Events;
    # None: the generic layout
    describe: Callable[[Object, Cluster], str] | None = None
    # whether `describe` ends with what happened to the object
    describes_events: bool = True
    # field selectors beyond metadata.name and metadata.namespace: label → value of an object
    selectable: Mapping[str, Callable[[Object], str]] = {}
    # what every request for this kind is told (Endpoints: deprecated)
    notice: str = ""
    # whether spec and status are kept apart: then users never write status, and generation counts changes of spec
    has_status: bool = True
    # whether objects are kept; otherwise making one is a question, and what prepare makes of it the answer
    stored: bool = True
    group: str = ""
    versions: tuple[str, ...] = ("v1",)
    plural: str = ""
    short: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    namespaced: bool = True
    # version → name of the definition in the schema bundle; of a custom resource, the schema itself
    definitions: Mapping[str, Any] = {}
    custom: bool = False

    @property
    def key(self) -> str:
        """The kind as a Key holds it."""
        return kind_name(self.api_version, self.name)

    @property
    def api_version(self) -> str:
        """The preferred one: `apps/v1`."""
        return f"{self.group}/{self.versions[0]}" if self.group else self.versions[0]

    @property
    def qualified(self) -> str:
        """`Deployment.apps`, `Service`: as error messages name a kind."""
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def resource(self) -> str:
        """`deployments.apps`, `services`: as error messages name a resource."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def singular(self) -> str:
        """`deployment.apps`, `service`: as results name an object of the kind."""
        return f"{self.name.lower()}.{self.group}" if self.group else self.name.lower()
