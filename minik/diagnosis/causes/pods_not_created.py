"""Workloads whose controller may not make pods: quotas, admission, a missing service account."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View, owners, title
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import quantity, shell
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web, namespace: default, uid: u1}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}
status:
  replicas: 0
  conditions:
  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: 'pods "web-x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2'}
"""
CAUSE = Cause(
    "pods-not-created",
    "",
    ERROR,
    "a workload's controller is not allowed to make its pods",
    "The API server refuses the pods: a ResourceQuota is used up or asks for requests and limits, a LimitRange or a Pod Security level "
    "forbids them, a webhook does not answer, or their service account is not there. The message is the server's.",
    example=EXAMPLE,
    sound=EXAMPLE.partition("  conditions:")[0].replace("replicas: 0", "replicas: 2"),
)
MAKERS = ("ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job")
POD_NAME = re.compile(r'pods? "[^"]*"')
QUOTA = re.compile(r"exceeded quota: ([\w.-]+), requested: (\S+), used: (\S+), limited: (\S+)")
ACCOUNT = re.compile(r'serviceaccount "([^"]+)" not found')
SECURITY = re.compile(r'violates PodSecurity "([^":]+)')


class Blocked(NamedTuple):
    """A workload that may not make pods: the object that makes them, and the server's words."""

    obj: Object
    words: str


def findings(view: View) -> Iterator[Finding]:
    by_words: dict[tuple[Key, str], Blocked] = {}
    for kind in MAKERS:
        for obj in view.of(kind):
            words = refused(view, obj)
            if words:
                by_words.setdefault((top(view, obj), words), Blocked(obj, words))
    for (key, words), blocked in by_words.items():
        yield tell(view, key, blocked, words)


def refused(view: View, obj: Object) -> str:
    """Return why the server refuses an object's pods; "" if it does not."""
    status, spec = objects.status(obj), objects.spec(obj)
    for condition in status.get("conditions") or ():
        if condition.get("type") == "ReplicaFailure" and condition.get("status") == "True":
            return simplify(str(condition.get("message") or condition.get("reason")))
    wanted = (
        spec.get("replicas", 1)
        if obj["kind"] != "DaemonSet"
        else status.get("desiredNumberScheduled")
    )
    made = status.get("currentNumberScheduled" if obj["kind"] == "DaemonSet" else "replicas") or 0
    if obj["kind"] == "Job":
        wanted = 0 if status.get("completionTime") or status.get("conditions") else 1
        made = sum(status.get(field) or 0 for field in ("active", "succeeded", "failed"))
    if made >= (wanted or 0):
        return ""
    failed = recorded_pods.warnings(view, objects.key(obj), "FailedCreate")
    return simplify(recorded_pods.message(failed[0])) if failed else ""


def simplify(words: str) -> str:
    """Return the server's words without the name of the pod, which is another one each time."""
    told = words.removeprefix("Error creating: ")
    told = told.partition(" is forbidden: ")[2] or told
    return recorded_pods.clean(POD_NAME.sub("pods", told))


def top(view: View, obj: Object) -> Key:
    """Return the key of a maker's workload: a Deployment, a CronJob, or itself."""
    owner = next(owners(obj), None)
    return Key(*owner) if owner and view.cluster.get(*owner) else objects.key(obj)


def tell(view: View, key: Key, blocked: Blocked, words: str) -> Finding:
    """Return the finding for one workload."""
    obj = blocked.obj
    between = "" if key == objects.key(obj) else f"{obj['kind']} {objects.name(obj)} "
    made, wanted = objects.status(obj).get("replicas") or 0, objects.spec(obj).get("replicas", 1)
    count = f" ({made} of {wanted} made)" if obj["kind"] in MAKERS[:2] else ""
    return Finding(
        CAUSE,
        key,
        "status.conditions",
        f"{between}may not make its pods{count}: {words}",
        fix(key.namespace, words, max(wanted - made, 1)),
        near=title(objects.key(obj)),
    )


PRIVILEGED = "pod-security.kubernetes.io/enforce=privileged"


def fix(namespace: str, words: str, missing: int) -> str:
    """Return what would let the pods in."""
    quota, account, security = QUOTA.search(words), ACCOUNT.search(words), SECURITY.search(words)
    if quota:
        hard = {}
        for requested, used in zip(quota[2].split(","), quota[3].split(","), strict=False):
            resource, _, amount = requested.partition("=")
            needs = [quantity.parse(used.partition("=")[2]), *[quantity.parse(amount)] * missing]
            whole = needs[0]
            for need in needs[1:]:
                whole = quantity.add(whole, need)
            hard[resource] = quantity.format_quantity(whole)
        return patches.patch(Key("ResourceQuota", namespace, quota[1]), {"spec": {"hard": hard}})
    if account:
        return shell.command("create", *shell.target("serviceaccount", account[1], namespace))
    if security:
        label = patches.command("label", Key("Namespace", "", namespace), "--overwrite", PRIVILEGED)
        return f"a securityContext as the level {security[1]} asks, or: {label}"
    return ""
