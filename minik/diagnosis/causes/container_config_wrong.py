"""Containers that the runtime cannot create or start: missing configuration, a wrong command."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1", envFrom: [{configMapRef: {name: settings}}]}]}
status:
  phase: Pending
  conditions: [{type: Ready, status: "False"}]
  containerStatuses:
  - {name: web, ready: false, restartCount: 0, state: {waiting: {reason: CreateContainerConfigError, message: 'configmap "settings" not found'}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: SETTINGS, namespace: default}
"""
CAUSE = Cause(
    "container-config-wrong",
    "",
    ERROR,
    "a container cannot be created or started from what its pod says",
    "The kubelet found the image, but not what the container needs besides: a ConfigMap, a Secret or a key of one that its environment "
    "names, a user that the image does not allow, a command that is not in the image, a path that cannot be mounted.",
    example=EXAMPLE.replace("SETTINGS", "other"),
    sound=EXAMPLE.replace("SETTINGS", "settings")
    .replace("Pending", "Running")
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false", "ready: true")
    .replace(
        "{waiting: {reason: CreateContainerConfigError, message: 'configmap \"settings\" not found'}}",
        "{running: {}}",
    ),
)
REASONS = (
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "PreCreateHookError",
    "PreStartHookError",
    "PostStartHookError",
    "StartError",
    "ContainerCannotRun",
    "ContainerStatusUnknown",
)
NOT_FOUND = re.compile(r'\b(configmap|secret) "([^"]+)" not found', re.I)
NO_KEY = re.compile(r"couldn't find key (\S+) in (ConfigMap|Secret) ([^/\s]+)/(\S+)")


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the first container that cannot be created."""
    for container in recorded_pods.containers(pod):
        waiting = container.waiting
        ended = container.ended if container.ended.get("reason") in REASONS else {}
        if waiting.get("reason") not in REASONS and not ended:
            continue
        reason = waiting.get("reason") if waiting.get("reason") in REASONS else ended.get("reason")
        words = recorded_pods.clean(ended.get("message") or waiting.get("message") or "")
        where = "state.waiting" if waiting else "state.terminated"
        return Evidence(
            f"{container.title}: {reason}: {words}" if words else f"{container.title}: {reason}",
            f"{container.path}.{where}",
            fix(objects.namespace(pod), words),
        )
    return None


def fix(namespace: str, words: str) -> str:
    """Return the command that makes what is missing; "" if the message does not say."""
    missing, no_key = NOT_FOUND.search(words), NO_KEY.search(words)
    if missing:
        return patches.create_missing(missing[1], missing[2], namespace)
    if no_key:
        field = "data" if no_key[2] == "ConfigMap" else "stringData"
        key = Key(no_key[2], no_key[3], no_key[4].rstrip("."))
        return patches.patch(key, {field: {no_key[1]: "VALUE"}})
    return ""
