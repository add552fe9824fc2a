"""Built-in kinds without a file of their own: only their metadata is validated."""

from collections.abc import Callable, Iterator

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model import names
from minik.model.kind import Kind
from minik.model.object import Object


def plain_kind(name: str, namespaced: bool) -> Kind:
    """Return the Kind of a built-in kind that has no file."""
    return Kind(
        name,
        problems=metadata_rules(names.subdomain, namespaced),
        update_problems=metadata_update_problems,
    )


def metadata_rules(
    rule: names.Rule, namespaced: bool, standard_finalizers: bool = True
) -> Callable[[Object], Iterator[Problem]]:
    """Return a `problems` hook that validates metadata only, by a name rule."""

    def problems(obj: Object) -> Iterator[Problem]:
        return metadata_problems(obj, rule, namespaced, standard_finalizers=standard_finalizers)

    return problems


def custom_metadata_rules(namespaced: bool) -> Callable[[Object], Iterator[Problem]]:
    """Return a `problems` hook that validates the metadata of a custom resource."""
    return metadata_rules(names.subdomain, namespaced, standard_finalizers=False)
