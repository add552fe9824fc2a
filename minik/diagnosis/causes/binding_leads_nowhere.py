"""RoleBindings and ClusterRoleBindings to roles or accounts that are not there."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches, references, rights
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: agent}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: agent}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: agent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: agent}
subjects: [{kind: ServiceAccount, name: ACCOUNT, namespace: default}]
"""
CAUSE = Cause(
    "binding-leads-nowhere",
    "",
    ERROR,
    "a binding gives rights to an account, or from a role, that is not there",
    "The server takes a binding whatever it names. An account that is not there gets nothing, and the one that was meant is forbidden; a role "
    "that is not there gives nothing. A ServiceAccount is named with its namespace.",
    example=EXAMPLE.replace("ACCOUNT", "agnet"),
    sound=EXAMPLE.replace("ACCOUNT", "agent"),
)
BUILT_IN = ("cluster-admin", "admin", "edit", "view")


def findings(view: View) -> Iterator[Finding]:
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in view.of(kind):
            if references.is_first(binding):  # whom it names come later, or never
                continue
            yield from accounts(view, binding)
            yield from role(view, binding)


def accounts(view: View, binding: Object) -> Iterator[Finding]:
    """Yield the ServiceAccounts of a binding that are not there."""
    for index, subject in enumerate(binding.get("subjects") or ()):
        name = str(subject.get("name"))
        namespace = subject.get("namespace") or objects.namespace(binding)
        if (
            subject.get("kind") != "ServiceAccount"
            or name == "default"
            or view.cluster.held.hides(namespace)
            or view.cluster.get("ServiceAccount", namespace, name)
        ):
            continue
        near = references.meant(view, "ServiceAccount", namespace, name) or unbound(view, namespace)
        others = references.elsewhere(view, "ServiceAccount", name)
        known = bool(near or others and is_placed(view, others, name))
        field = "namespace" if others and not near else "name"
        yield Finding(
            CAUSE,
            objects.key(binding),
            f"subjects[{index}].{field}",
            f'there is no ServiceAccount "{name}" in namespace {namespace}'
            + (f"; there is one in {sorted(others)[0]}" if others else ""),
            patches.field("name", near)
            if near
            else patches.field("namespace", sorted(others)[0])
            if others
            else "",
            near,
            level="" if known else WARNING if view.settled else INFO,
            doubt="" if known or view.settled else SUSPECT,
        )


def unbound(view: View, namespace: str) -> str:
    """Return the only account of a namespace that pods run as and to which nothing is bound."""
    bound = view.index(bound_accounts)
    used = {
        objects.spec(maker.pod).get("serviceAccountName")
        for maker in view.makers.values()
        if maker.key.namespace == namespace
    }
    free = [
        name
        for name in references.names(view, "ServiceAccount", namespace)
        if name in used and (namespace, name) not in bound
    ]
    return free[0] if len(free) == 1 and not view.settled else ""


def bound_accounts(view: View) -> frozenset[tuple[str, str]]:
    """Return the accounts that bindings name, by namespace and name."""
    return frozenset(
        (namespace, name)
        for kind in ("RoleBinding", "ClusterRoleBinding")
        for binding in view.cluster.of(kind)
        for _, namespace, name in rights.subjects(binding)
    )


def is_placed(view: View, others: Sequence[str], name: str) -> bool:
    """Return whether accounts of other namespaces say themselves that they are there; what says no
    namespace is in that of the command by which it is applied.
    """
    found = [view.cluster.get("ServiceAccount", namespace, name) or {} for namespace in others]
    return view.settled or any(
        objects.namespace(view.user_document(account) or account) for account in found
    )


def role(view: View, binding: Object) -> Iterator[Finding]:
    """Yield the role of a binding that is not there; the server has roles of its own."""
    reference = binding.get("roleRef") or {}
    kind, name = str(reference.get("kind")), str(reference.get("name"))
    namespace = objects.namespace(binding) if kind == "Role" else ""
    if name in BUILT_IN or name.startswith("system:") or view.cluster.get(kind, namespace, name):
        return
    near = references.meant(view, kind, namespace, name)
    other = "ClusterRole" if kind == "Role" else "Role"
    swapped = view.cluster.get(
        other, "" if other == "ClusterRole" else objects.namespace(binding), name
    )
    known = bool(near or swapped)
    yield Finding(
        CAUSE,
        objects.key(binding),
        "roleRef.kind" if swapped else "roleRef.name",
        f'there is no {kind} "{name}"' + (f"; there is a {other} of that name" if swapped else ""),
        patches.field("kind", other) if swapped else patches.field("name", near) if near else "",
        near,
        level="" if known else WARNING if view.settled else INFO,
        doubt="" if known or view.settled else SUSPECT,
    )
