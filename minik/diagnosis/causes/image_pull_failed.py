"""Images that kubelets cannot pull."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.recorded_pods import Container, Evidence
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "shop/web:1.4.22"}]}
status:
  phase: Pending
  conditions: [{type: Ready, status: "False"}]
  containerStatuses:
  - {name: web, ready: false, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "shop/web:1.4.22"'}}}
"""
CAUSE = Cause(
    "image-pull-failed",
    "",
    ERROR,
    "the image of a container cannot be pulled",
    "The kubelet asks the registry for the image and is refused: no such repository or tag, no permission (imagePullSecrets of the pod "
    "or its service account), or no registry at that address. The message is the registry's.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("Pending", "Running")
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false", "ready: true")
    .replace(
        "{waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image \"shop/web:1.4.22\"'}}",
        "{running: {}}",
    ),
)
REASONS = (
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImageNeverPull",
    "InvalidImageName",
    "ErrImageInspect",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
)
DENIED = re.compile(
    r"denied|unauthori[sz]ed|authentication required|403 Forbidden|no basic auth", re.I
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the first image that cannot be pulled."""
    for container in recorded_pods.containers(pod):
        reason = container.waiting.get("reason")
        if reason in REASONS:
            words = container.waiting.get("message") or last_words(view, pod)
            text = f"{container.title}: {reason}: image {container.spec.get('image', '')}"
            detail = recorded_pods.clean(words.partition("ErrImagePull: ")[2] or words)
            return Evidence(
                f"{text}: {detail}" if detail else text,
                f"{container.path}.state.waiting",
                fix(view, pod, container, str(reason), detail),
            )
    return None


def last_words(view: View, pod: Object) -> str:
    """Return the message of the last failed pull; "" without one."""
    failed = recorded_pods.warnings(view, objects.key(pod), "Failed")
    return next((recorded_pods.message(event) for event in failed), "")


def fix(view: View, pod: Object, container: Container, reason: str, words: str) -> str:
    """Return what lets the image be pulled."""
    workload = recorded_pods.workload_reference(view, pod)
    if reason == "ErrImageNeverPull":
        return f"imagePullPolicy: IfNotPresent for container {container.name} of {workload}"
    if DENIED.search(words):
        return (
            "minik create secret docker-registry NAME --docker-server=REGISTRY --docker-username=USER "
            f"--docker-password=PASSWORD -n {quote(objects.namespace(pod))}, and imagePullSecrets: [{{name: NAME}}]"
        )
    change = patches.command("set image", view.maker_of(pod), f"{container.name}=IMAGE:TAG")
    return f"{change}, with one that the registry has"
