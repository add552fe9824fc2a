"""Suggestions for a name that was not found: computed only after a command failed.

The error's own words say which name it was, whatever the verb; a name from a file gets no
suggestion.
"""

from collections.abc import Sequence
from itertools import islice

from minik import kinds
from minik import light_re as re
from minik.command_line import resource_arguments, state_access
from minik.command_line.candidates import line, objects
from minik.errors import MinikError, Several
from minik.model import suggestions
from minik.model.cluster import Cluster
from minik.model.kind import Kind

MISSED = re.compile(r'(?P<resource>[\w.-]+) "(?P<name>[^"]+)" not found\Z')
MANY = 20  # so many refusals get a hint: more are not read one by one


def add_hints(error: MinikError, words: Sequence[str]) -> None:
    """Add to a NotFound error, or to each of several, a hint with similar names."""
    for refusal in error.errors[:MANY] if isinstance(error, Several) else (error,):
        missed = MISSED.search(refusal.message)
        if missed and not refusal.hint:
            try:
                refusal.hint = hint_for(missed["resource"], missed["name"], words)
            except (MinikError, OSError, ValueError):
                return  # the state cannot be read: that was said, or will be


def hint_for(resource: str, name: str, words: Sequence[str]) -> str:
    """Return the hint for a name that stands on the command line, with its namespace behind a dot or not;
    "" for any other name.
    """
    if is_typed(name, words):
        return hint(resource, name, words)
    behind = [word.rpartition("/")[2].partition(":")[0].split(".") for word in words]
    spaces = [
        parts[1] for parts in behind if resource == "services" and parts[0] == name and parts[1:]
    ]
    if not spaces:
        return ""
    cluster = state_access.read_cluster()
    return no_namespace(cluster, spaces[0]) or not_copied(cluster, spaces[0])


def is_typed(name: str, words: Sequence[str]) -> bool:
    """Whether a name stands on the command line, alone or behind its type or an option."""
    return any(
        word == name or word == f"-n{name}" or word.endswith(("/" + name, "=" + name))
        for word in words
    )


def hint(resource: str, name: str, words: Sequence[str]) -> str:
    """Return the hint for one name of a kind; "" where there is none."""
    cluster = state_access.read_cluster()
    kind = kinds.find_kind(resource, resource_arguments.custom_definitions(cluster))
    if kind is None:
        return ""
    line.remember_globals(words)
    namespace = state_access.namespace() if kind.namespaced else ""
    if cluster.get(kind.key, namespace, name):
        return ""  # it is missed elsewhere: in a cluster that was only supposed
    return (
        no_namespace(cluster, namespace)
        or not_copied(cluster, namespace)
        or near_names(kind, namespace, name)
        or other_namespaces(cluster, kind, name)
    )


def not_copied(cluster: Cluster, namespace: str) -> str:
    """Return that nothing is known of a namespace; "" where it is in the cluster, or none is."""
    if not cluster.held.hides(namespace):
        return ""
    return f'namespace "{namespace}" is not in this copy: what is there is unknown'


def no_namespace(cluster: Cluster, namespace: str) -> str:
    """Return that the namespace does not exist, with similar ones; "" where it exists."""
    if not namespace or cluster.exists("Namespace", namespace):
        return ""
    near = suggestions.suggest(
        namespace,
        (name for name, _ in islice(objects.names("Namespace", "", ""), suggestions.MAX_WORDS)),
    )
    return f'there is no namespace "{namespace}"' + (f"; {near}" if near else "")


def near_names(kind: Kind, namespace: str, name: str) -> str:
    """Return the similar names of a kind in a namespace, as a hint; "" where there are none."""
    return suggestions.suggest(
        name,
        (
            candidate
            for candidate, _ in islice(
                objects.names(kind.key, namespace, ""), suggestions.MAX_WORDS
            )
        ),
    )


def other_namespaces(cluster: Cluster, kind: Kind, name: str) -> str:
    """Return the namespaces that have an object of this kind and name, as a hint; "" where none
    has.
    """
    if not kind.namespaced:
        return ""
    namespaces = (
        namespace
        for namespace, _ in islice(objects.names("Namespace", "", ""), suggestions.MAX_WORDS)
    )
    matches = list(
        islice(
            (namespace for namespace in namespaces if cluster.get(kind.key, namespace, name)),
            suggestions.MAX_SUGGESTIONS,
        )
    )
    return (
        f"found in another namespace: {', '.join(f'-n {namespace}' for namespace in matches)}"
        if matches
        else ""
    )
