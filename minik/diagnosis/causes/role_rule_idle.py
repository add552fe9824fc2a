"""Rules of roles that grant nothing: another group, a misspelt resource or verb."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import references, rights
from minik.diagnosis.finding import ERROR, INFO, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer}
rules: [{apiGroups: [GROUP], resources: [deployments], verbs: [get, list, patch]}]
"""
CAUSE = Cause(
    "role-rule-idle",
    "",
    ERROR,
    "a rule of a role grants nothing: its group, resource or verb is not the server's",
    "The server takes any words in a rule. Resources are named by their plural, in lower case, in the API group that has them: pods and "
    'services in "", deployments in apps, jobs in batch, ingresses in networking.k8s.io. What is named otherwise grants nothing.',
    example=EXAMPLE.replace("GROUP", '""'),
    sound=EXAMPLE.replace("GROUP", "apps"),
)
VERBS = (
    *("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use"),
    *("bind", "escalate", "impersonate", "approve", "sign", "attest", "proxy", "*", "post", "put"),
)
MEANT = {
    **dict.fromkeys(("read", "view"), "get, list, watch"),
    **dict.fromkeys(("write", "edit", "modify"), "create, update, patch"),
    **dict.fromkeys(("remove", "destroy"), "delete"),
    **dict.fromkeys(("add", "make"), "create"),
}


def findings(view: View) -> Iterator[Finding]:
    for kind in ("Role", "ClusterRole"):
        for role in view.of(kind):
            if references.is_first(role):
                continue
            for index, rule in enumerate(role.get("rules") or ()):
                yield from judge(role, index, rule)


def judge(role: Object, index: int, rule: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with one rule; rules with groups of other servers are not known."""
    asked: Sequence[str] = rule.get("apiGroups") or ()
    if not asked or not set(asked) <= rights.groups():
        return
    for place, word in enumerate(rule.get("resources") or ()):
        yield from resource(role, index, place, str(word), asked)
    for place, verb in enumerate(rule.get("verbs") or ()):
        right = MEANT.get(str(verb)) or nearest(str(verb), VERBS)
        if verb not in VERBS and right:
            path = f"rules[{index}].verbs[{place}]"
            text = f'verb "{verb}" is none that the server asks for'
            yield Finding(CAUSE, objects.key(role), path, text, f"verbs: [{right}]", right)


def resource(
    role: Object, index: int, place: int, word: str, asked: Sequence[str]
) -> Iterator[Finding]:
    """Yield what is wrong with one resource of a rule."""
    main, slash, part = word.partition("/")
    homes, key = rights.groups_of(main), objects.key(role)
    path = f"rules[{index}].resources[{place}]"
    if main == "*":
        return
    if not homes:
        known = rights.by_word().get(main.lower())
        right = known.plural if known else nearest(main, [item.plural for item in in_groups(asked)])
        if right:
            text = f'resource "{word}" is none of the server; it is called "{right}"'
            yield Finding(CAUSE, key, path, text, f"resources: [{right}{slash}{part}]", right)
        return
    if not set(homes) & set(asked) and not is_granted(role, homes, word):
        text = f'"{word}" is not in API group {said(asked)}; it is in "{homes[0]}": the rule grants nothing of it'
        yield Finding(CAUSE, key, f"rules[{index}].apiGroups", text, f'apiGroups: ["{homes[0]}"]')
    elif key.kind == "Role" and main != "namespaces" and is_wide(main, asked):
        text = f'"{word}" lies in no namespace, so a Role grants nothing of it'
        yield Finding(CAUSE, key, path, text, "kind: ClusterRole", level=INFO)


def in_groups(asked: Sequence[str]) -> list[rights.Resource]:
    """Return the resources of these groups."""
    return [item for item in rights.resources() if item.group in asked]


def is_wide(plural: str, asked: Sequence[str]) -> bool:
    """Return whether a resource lies in no namespace."""
    found = [item for item in in_groups(asked) if item.plural == plural]
    return bool(found) and not any(item.namespaced for item in found)


def is_granted(role: Object, homes: Sequence[str], word: str) -> bool:
    """Return whether another rule of the role names the resource in its own group: rules for servers
    of former days stand beside those of today.
    """
    return any(
        {"*", *homes} & set(rule.get("apiGroups") or ())
        and {"*", word} & set(rule.get("resources") or ())
        for rule in role.get("rules") or ()
    )


def said(asked: Sequence[str]) -> str:
    """Return groups as a list of words in quotes."""
    return ", ".join(f'"{group}"' for group in asked)
