"""Accounts that may not do what their pod's own words do at the API server."""

from collections.abc import Iterator

from minik.diagnosis import api_calls, rights
from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.rights import Need
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [RESOURCE], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
---
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec: {serviceAccountName: reader, containers: [{name: c, image: "kubectl:1", command: [sh, -c, "while true; do kubectl get pods; sleep 9; done"]}]}
"""
CAUSE = Cause(
    "rights-missing",
    "",
    ERROR,
    "a pod does something at the API server that its account may not do",
    "A pod calls the API server as its ServiceAccount, which may do only what a Role or ClusterRole grants that a binding gives it, in the "
    "binding's namespace; all else is forbidden. What the pod does is read from its own words: kubectl and paths of the API.",
    example=EXAMPLE.replace("RESOURCE", "services"),
    sound=EXAMPLE.replace("RESOURCE", "pods"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        for need in api_calls.needs(program):
            finding = judge(view, program, need)
            if finding:
                yield finding
                break


def judge(view: View, program: Program, need: Need) -> Finding | None:
    """Return the finding for one need; None if it is granted, or nobody can tell."""
    pod, namespace = program.maker.pod, program.maker.key.namespace
    account = pods.service_account(pod) or "default"
    if has_own_credentials(program):
        return None
    if not mounts_token(view, pod, namespace, account):
        text = f"{program.title} calls the API server, and no token of its account is mounted"
        fix = "automountServiceAccountToken: true"
        return Finding(CAUSE, program.maker.key, program.words_field, text, fix)
    if rights.is_allowed(view, namespace, account, need) is not False:
        return None
    bound = bool(rights.bindings(view, namespace, account))
    text = f'{program.title} may not {need.title}, as account "{account}"'
    return Finding(
        CAUSE,
        program.maker.key,
        program.words_field,
        text + ("" if bound else ": nothing is bound to it"),
        grant(need, namespace, account),
        about=(Key("ServiceAccount", namespace, account),),
        level="" if bound else WARNING,
        doubt="" if bound else SUSPECT,
    )


def has_own_credentials(program: Program) -> bool:
    """Return whether a container brings a kubeconfig of its own."""
    text = " ".join(program.words)
    return "kubeconfig" in text.lower() or "KUBECONFIG" in program.settings


def mounts_token(view: View, pod: Object, namespace: str, account: str) -> bool:
    """Return whether a pod is given its account's token; its own word goes before the account's."""
    own = objects.spec(pod).get("automountServiceAccountToken")
    if own is not None:
        return bool(own)
    if any(volume.get("projected") for volume in objects.spec(pod).get("volumes") or ()):
        return True
    found = view.cluster.get("ServiceAccount", namespace, account) or {}
    return found.get("automountServiceAccountToken") is not False


def grant(need: Need, namespace: str, account: str) -> str:
    """Return the rule that a role of the account needs."""
    role = "a ClusterRole" if not need.namespace else "a Role"
    if need.namespace not in ("", namespace):
        role += f" of namespace {need.namespace}"
    return (
        f'a rule in {role} bound to {namespace}/{account}: {{apiGroups: ["{need.group}"], '
        f"resources: [{need.resource}], verbs: [{need.verb}]}}"
    )
