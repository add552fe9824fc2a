"""Kinds of which nothing is special: no file, but the metadata that every kind has, judged by the kind's own name rule."""
from collections.abc import Callable, Iterator

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model import names
from minik.model.kind import Kind
from minik.model.object import Object


def plain(name: str, namespaced: bool) -> Kind:
    """A built-in kind that has no file."""
    return Kind(name, problems=judging(names.subdomain, namespaced), update_problems=metadata_update_problems)


def judging(rule: names.Rule, namespaced: bool, standard_finalizers: bool = True) -> Callable[[Object], Iterator[Problem]]:
    """The rules of a kind whose metadata is all that is judged."""
    def problems(obj: Object) -> Iterator[Problem]:
        return metadata_problems(obj, rule, namespaced, standard_finalizers=standard_finalizers)
    return problems


def custom_problems(namespaced: bool) -> Callable[[Object], Iterator[Problem]]:
    """The rules of a custom resource's metadata; those of its content are its definition's."""
    return judging(names.subdomain, namespaced, standard_finalizers=False)
