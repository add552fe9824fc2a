"""Kind: what is known about one kind of object. Every hook has a default, so a name is enough.

The hooks run in the API server's order: default, allocate, prepare, problems (on update also
update_problems), warnings. So an allocation that fails hides the problems behind it, as upstream. A
hook need not release what it allocated in vain: a draft forgets its pools when an object is refused
or deleted, and builds them again on the next use.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, kind_name

Cell: TypeAlias = Callable[[Object, datetime], str]


class Column(NamedTuple):
    """One column of `get`: title, cell for an object at a time, and whether `-o wide` is needed.

    Of a custom kind also: the column's name, type, format and description in the API.
    """

    title: str
    cell: Cell
    wide: bool = False
    name: str = ""
    type: str = ""
    format: str = ""
    description: str = ""


def no_results(*_: Any) -> Iterable[Any]:
    """Return no problems or warnings: the default of hooks that yield them."""
    return ()


def unchanged(obj: Object, *_: Any) -> Object:
    """Return the object unchanged: the default of hooks that return one."""
    return obj


class Kind(NamedTuple):
    """A kind of object.

    Names come from the catalog of built-in kinds or from a CustomResourceDefinition; behaviour from
    the kind's own file.
    """

    name: str
    # default(object): what the server fills in on every create and update, whatever the cluster
    default: Callable[[Object], Object] = unchanged
    # allocate(new, old or None, draft): takes addresses and ports from pools; raises when one is
    # refused
    allocate: Callable[[Object, Object | None, Draft], Object] = unchanged
    # prepare(new, old or None, draft): what the server wipes, keeps or adds (status, type-dependent
    # fields, mutating admission)
    prepare: Callable[[Object, Object | None, Draft], Object] = unchanged
    problems: Callable[[Object], Iterable[Problem]] = no_results
    update_problems: Callable[[Object, Object], Iterable[Problem]] = no_results
    # whether update_problems says all that is wrong with an update, and problems is for creations
    # alone: then it can let in what was let in before (fields that were unchecked once)
    whole_update: bool = False
    # status_problems(new, old): what is wrong with a status that somebody writes
    status_problems: Callable[[Object, Object], Iterable[Problem]] = no_results
    # where names stand beside metadata.name and metadata.labels of which every rule of the kind asks no
    # more than that they are valid, and which are equal; None: names of this kind mean something
    free_names: tuple[str, ...] | None = None
    # warnings(new, old or None)
    warnings: Callable[[Object, Object | None], Iterable[str]] = no_results
    # the columns between NAME and AGE; a kind that shows no AGE, or something else, lists all of
    # them and sets `whole_row`
    columns: tuple[Column, ...] = ()
    whole_row: bool = False
    # describe(object, cluster): the lines of `describe`, cells still separated by tabs (see
    # `kinds/_layout.py`), less its Events; None: the generic layout
    describe: Callable[[Object, Cluster], str] | None = None
    # whether `describe` ends with what happened to the object
    describes_events: bool = True
    # field selectors beyond metadata.name and metadata.namespace: label → value of an object
    selectable: Mapping[str, Callable[[Object], str]] = {}
    # what every request for this kind is told (Endpoints: deprecated)
    notice: str = ""
    # version → what requests for this version are told, where it is deprecated
    deprecations: Mapping[str, str] = {}
    # whether spec and status are kept apart: then users never write status, and generation counts
    # changes of spec
    has_status: bool = True
    # whether objects are kept; otherwise making one is a question, and what prepare makes of it the
    # answer
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
    # of a custom kind: the version in which it is stored, its singular name, the scale subresource
    # of each version (paths of the number of pods and of the selector)
    storage: str = ""
    noun: str = ""
    scales: Mapping[str, Mapping[str, str]] = {}
    # of a custom kind that was named with a version (`things.v2.example.com`): that version
    asked: str = ""

    @property
    def stored_version(self) -> str:
        """Return the version in which objects are stored."""
        return self.storage or self.versions[0]

    @property
    def singular_name(self) -> str:
        """Return the singular name, as discovery has it: `deployment`."""
        return self.noun or self.name.lower()

    def at(self, version: str) -> "Kind":
        """Return the kind as requests for a version meet it: with that version's notice."""
        notice = self.deprecations.get(version)
        return self._replace(notice=notice) if notice else self

    @property
    def key(self) -> str:
        """Return the kind as it stands in a Key."""
        return kind_name(self.api_version, self.name)

    @property
    def api_version(self) -> str:
        """Return the preferred version: `apps/v1`."""
        return f"{self.group}/{self.versions[0]}" if self.group else self.versions[0]

    @property
    def qualified(self) -> str:
        """Return `Deployment.apps` or `Service`: the kind in error messages."""
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def resource(self) -> str:
        """Return `deployments.apps` or `services`: the resource in error messages."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def singular(self) -> str:
        """Return `deployment.apps` or `service`: the kind in results such as `created`."""
        return f"{self.name.lower()}.{self.group}" if self.group else self.name.lower()
