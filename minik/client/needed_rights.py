"""The least roles for what a program was seen to do: the lines of an audit log become rules.

The format of the lines: audit.k8s.io/v1 `Event`, as kube-apiserver's log backend and `minik serve --audit`
write them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import light_json
from minik.errors import ClientError
from minik.kinds.rbac_rules import ACCOUNT
from minik.light_typing import Any, NamedTuple
from minik.model import names
from minik.model.object import Object

STAGE = "ResponseComplete"


class Need(NamedTuple):
    """What somebody did once: to a resource (with its subresource, `deployments/scale`) in a namespace
    ("" for the whole cluster), or at a path.
    """

    user: str
    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    path: str = ""


def parse_audit(lines: Iterable[str], file: str) -> Iterator[Need]:
    """Yield what the lines of an audit log show; raise ClientError for a line that is no event."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = light_json.loads(line)
            if not isinstance(event, dict) or event["kind"] != "Event":
                raise ValueError("its kind is not Event")
            if event.get("stage", STAGE) == STAGE:
                yield need_of(event)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ClientError(
                f"{file}:{number} is no line of an audit log: {error}",
                hint="minik serve --audit FILE writes one; kube-apiserver with --audit-log-path",
            ) from None


def need_of(event: Mapping[str, Any]) -> Need:
    """Return what an event needed."""
    acting = event.get("impersonatedUser") or event["user"]
    user, verb, what = str(acting["username"]), str(event["verb"]), event.get("objectRef")
    if not what or not what.get("resource"):
        return Need(user, verb, path=str(event["requestURI"]).partition("?")[0])
    part = f"/{what['subresource']}" if what.get("subresource") else ""
    namespace = what.get("namespace") or ""
    if what["resource"] == "namespaces":
        namespace = ""  # a namespace lies in the whole cluster
    return Need(user, verb, what.get("apiGroup") or "", what["resource"] + part, namespace)


def users(needs: Iterable[Need]) -> list[str]:
    """Return who did something, sorted."""
    return sorted({need.user for need in needs})


def least_roles(needs: Iterable[Need], user: str, name: str) -> list[Object]:
    """Return a Role for each namespace and a ClusterRole that together allow what a user did, each
    with its binding.
    """
    by_namespace: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        if need.user == user:
            by_namespace[need.namespace].append(need)
    return [
        obj
        for namespace in sorted(by_namespace)
        for obj in role_and_binding(by_namespace[namespace], user, name, namespace)
    ]


def role_and_binding(
    needs: Sequence[Need], user: str, name: str, namespace: str
) -> tuple[Object, Object]:
    """Return a role with the rules for what was done, and the binding that gives it to a user."""
    prefix = "" if namespace else "Cluster"
    placed = {"namespace": namespace} if namespace else {}
    api = "rbac.authorization.k8s.io"
    head = {"apiVersion": f"{api}/v1", "metadata": {"name": name, **placed}}
    role = {**head, "kind": f"{prefix}Role", "rules": list(rules(needs))}
    reference = {"apiGroup": api, "kind": f"{prefix}Role", "name": name}
    binding = {
        **head,
        "kind": f"{prefix}RoleBinding",
        "roleRef": reference,
        "subjects": [subject(user)],
    }
    return role, binding


def subject(user: str) -> Object:
    """Return the subject of a binding: the ServiceAccount that a user name stands for, or the user."""
    if user.startswith(ACCOUNT):
        namespace, _, name = user.removeprefix(ACCOUNT).partition(":")
        return {"kind": "ServiceAccount", "name": name, "namespace": namespace}
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}


def rules(needs: Iterable[Need]) -> Iterator[Object]:
    """Yield the fewest rules: resources of a group that are used alike share one."""
    verbs: dict[tuple[str, str], set[str]] = defaultdict(set)
    paths: dict[str, set[str]] = defaultdict(set)
    for need in needs:
        if need.path:
            paths[need.path].add(need.verb)
        else:
            verbs[need.group, need.resource].add(need.verb)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (group, resource), several in sorted(verbs.items()):
        alike[group, tuple(sorted(several))].append(resource)
    for (group, used), resources in sorted(alike.items()):
        yield {"apiGroups": [group], "resources": resources, "verbs": list(used)}
    by_verbs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path, several in sorted(paths.items()):
        by_verbs[tuple(sorted(several))].append(path)
    for used, several_paths in sorted(by_verbs.items()):
        yield {"nonResourceURLs": several_paths, "verbs": list(used)}


def default_name(user: str) -> str:
    """Return a name for the roles of a user: the last word of the user name that is a name."""
    word = user.rpartition(":")[2]
    return "observed" if any(names.subdomain(word)) else word
