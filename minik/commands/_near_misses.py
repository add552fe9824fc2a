"""Which object was probably meant by a name that was typed and is not there: looked up only once the command was refused.

The refusal's own words say what was missed, whatever the verb; a name that stands in a file is not guessed at.
"""
import re
from collections.abc import Sequence
from itertools import islice

from minik import kinds
from minik.commands import _session, _targets
from minik.commands._candidates import line, objects
from minik.errors import MinikError, Several
from minik.model import nearness
from minik.model.cluster import Cluster
from minik.model.kind import Kind

MISSED = re.compile(r'(?P<resource>[\w.-]+) "(?P<name>[^"]+)" not found\Z')
MANY = 20  # so many refusals get a hint: more are not read one by one


def way_out(error: MinikError, words: Sequence[str]) -> None:
    """Give a refusal of what is not there the names that are near."""
    for one in error.errors[:MANY] if isinstance(error, Several) else (error,):
        missed = MISSED.search(one.message)
        if missed and not one.hint and typed(missed["name"], words):
            try:
                one.hint = hint(missed["resource"], missed["name"], words)
            except (MinikError, OSError, ValueError):
                return  # the state cannot be read: that was said, or will be


def typed(name: str, words: Sequence[str]) -> bool:
    """Whether a name stands on the command line, alone or behind its type or an option."""
    return any(word == name or word == f"-n{name}" or word.endswith(("/" + name, "=" + name)) for word in words)


def hint(resource: str, name: str, words: Sequence[str]) -> str:
    """The way out for one name of a kind."""
    cluster = _session.reading()
    kind = kinds.named(resource, _targets.custom(cluster))
    if kind is None:
        return ""
    line.remember(words)
    namespace = _session.namespace() if kind.namespaced else ""
    if cluster.get(kind.key, namespace, name):
        return ""  # it is missed elsewhere: in a cluster that was only supposed
    return no_namespace(cluster, namespace) or near_names(kind, namespace, name) or in_another(cluster, kind, name)


def no_namespace(cluster: Cluster, namespace: str) -> str:
    """That there is no such namespace, and which one was probably meant; empty where there is one."""
    if not namespace or cluster.get("Namespace", "", namespace):
        return ""
    near = nearness.hint(namespace, (name for name, _ in islice(objects.names("Namespace", "", ""), nearness.MANY)))
    return f'there is no namespace "{namespace}"' + (f"; {near}" if near else "")


def near_names(kind: Kind, namespace: str, name: str) -> str:
    """The objects of a kind in a namespace that were probably meant."""
    return nearness.hint(name, (found for found, _ in islice(objects.names(kind.key, namespace, ""), nearness.MANY)))


def in_another(cluster: Cluster, kind: Kind, name: str) -> str:
    """The namespaces in which an object of a kind has that name."""
    if not kind.namespaced:
        return ""
    namespaces = (namespace for namespace, _ in islice(objects.names("Namespace", "", ""), nearness.MANY))
    found = list(islice((namespace for namespace in namespaces if cluster.get(kind.key, namespace, name)), nearness.FEW))
    return f"found in another namespace: {', '.join(f'-n {namespace}' for namespace in found)}" if found else ""
