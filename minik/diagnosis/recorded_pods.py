"""What the scheduler, kubelets and controllers recorded: container statuses and events; and how a
cause is told once for all pods of one workload that show it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.diagnosis import patches
from minik.diagnosis.finding import Cause, Finding
from minik.diagnosis.view import View, has_status
from minik.kinds import event as events
from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.duration import age
from minik.model.object import Key, Object
from minik.model.shell import quote

CREATING = ("ContainerCreating", "PodInitializing")
GROUPS = (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses"))
UID = re.compile(r"\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)")
SIGNALS = {
    126: ", the command cannot be executed",
    127: ", the command was not found",
    130: ", SIGINT",
    134: ", SIGABRT",
    137: ", SIGKILL",
    139: ", SIGSEGV",
    143: ", SIGTERM",
}


class Container(NamedTuple):
    """A container as its pod's status records it. `role` is container, init container or sidecar;
    `path` leads to the status, `place` to the specification.
    """

    name: str
    role: str
    path: str
    place: str
    spec: Object
    status: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Return role and name: `init container migrate`."""
        return f"{self.role} {self.name}"

    @property
    def restarts(self) -> int:
        return int(self.status.get("restartCount") or 0)

    @property
    def waiting(self) -> Mapping[str, Any]:
        """Return what it waits for: reason and message; {} if it does not wait."""
        return (self.status.get("state") or {}).get("waiting") or {}

    @property
    def running(self) -> Mapping[str, Any] | None:
        """Return since when it runs; None if it does not run."""
        running: Mapping[str, Any] | None = (self.status.get("state") or {}).get("running")
        return running

    @property
    def ended(self) -> Mapping[str, Any]:
        """Return how it ended, now or the last time; {} if it never did."""
        now = (self.status.get("state") or {}).get("terminated")
        return now or (self.status.get("lastState") or {}).get("terminated") or {}


class Evidence(NamedTuple):
    """What was recorded, the field that says so (in the pod), and a fix."""

    text: str
    field: str
    fix: str = ""
    level: str = ""


Judge: TypeAlias = Callable[[View, Object], Evidence | None]


def containers(pod: Object) -> Iterator[Container]:
    """Yield the containers of a pod that have a status, init containers first."""
    for group, statuses in GROUPS:
        specs = {entry.get("name"): entry for entry in objects.spec(pod).get(group) or ()}
        places = {name: f"spec.{group}[{index}]" for index, name in enumerate(specs)}
        for index, status in enumerate(objects.status(pod).get(statuses) or ()):
            name = status.get("name") or ""
            spec = specs.get(name) or {}
            role = "container" if group == "containers" else "init container"
            yield Container(
                name,
                "sidecar" if role != "container" and pods.is_sidecar(spec) else role,
                f"status.{statuses}[{index}]",
                places.get(name, f"spec.{group}"),
                spec,
                status,
            )


def is_unwell(pod: Object) -> bool:
    """Return whether a pod's status shows anything but a pod that runs, is ready and never failed."""
    if not has_status(pod) or pods.phase(pod) == "Succeeded":
        return False
    return (
        not pods.is_ready(pod)
        or pods.is_terminating(pod)
        or any(
            entry.get("restartCount")
            for _, statuses in GROUPS
            for entry in objects.status(pod).get(statuses) or ()
        )
    )


def unwell_pods(view: View) -> Sequence[Object]:
    """Return the pods of a view that causes of pods look at."""
    return [pod for pod in view.of("Pod") if is_unwell(pod)]


def involved(event: Object) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, namespace and name of an event's object."""
    reference = events.involved_object(event)
    yield reference.get("kind", ""), reference.get("namespace", ""), reference.get("name", "")


def warnings(view: View, key: Key, *reasons: str) -> list[Object]:
    """Return the warnings about an object, the latest first; of these reasons, if any is given."""
    recorded = view.cluster.table("Event").index_by(involved).get(key, [])
    chosen = [
        event
        for event in recorded
        if (event.get("reason") in reasons if reasons else event.get("type") == "Warning")
    ]
    return sorted(chosen, key=events.sort_key, reverse=True)


def message(event: Object) -> str:
    """Return an event's message without uids and without the mark of combined events."""
    return clean(events.message(event).removeprefix("(combined from similar events): "))


def clean(text: str, limit: int = 400) -> str:
    """Return a recorded message on one line, without uids and not longer than a paragraph."""
    line = " ".join(UID.sub("", str(text)).split())
    return line if len(line) <= limit else f"{line[:limit]}..."


def describe_end(ended: Mapping[str, Any]) -> str:
    """Return how a container ended: `exit code 137, SIGKILL (OOMKilled)`, with its last words."""
    code, signal = ended.get("exitCode"), ended.get("signal")
    reason = ended.get("reason") or ""
    text = f"signal {signal}" if signal and not code else f"exit code {code}"
    text += SIGNALS.get(code or 0, "")
    text += f" ({reason})" if reason not in ("", "Error") else ""
    words = clean(ended.get("message") or "", 200)
    return f"{text}: {words}" if words else text


def since(view: View, time: Any) -> str:
    """Return how long ago a recorded time is; "" without one."""
    return age(str(time), view.cluster.now) if time else ""


def workload_reference(view: View, pod: Object) -> str:
    """Return what makes a pod, as minik's commands take it: `deploy/web -n shop`."""
    key = view.maker_of(pod)
    kind = patches.SHORT_NAMES.get(key.kind, key.kind.lower())
    return f"{kind}/{quote(key.name)} -n {quote(key.namespace)}"


def tell(view: View, cause: Cause, judge: Judge) -> Iterator[Finding]:
    """Yield the findings of a cause of pods: one for all pods of a workload with the same evidence."""
    groups: dict[tuple[Key, str], list[tuple[Object, Evidence]]] = {}
    for pod in view.index(unwell_pods):
        evidence = judge(view, pod)
        if evidence:
            alike = evidence.text.replace(objects.name(pod), "POD")
            groups.setdefault((view.maker_of(pod), alike), []).append((pod, evidence))
    for shown in groups.values():
        pod, evidence = shown[0]
        others = [objects.name(other) for other, _ in shown[1:]]
        more = f"; also {', '.join(others[:3])}" if others else ""
        more += f" and {len(others) - 3} more" if len(others) > 3 else ""
        yield Finding(
            cause,
            objects.key(pod),
            evidence.field,
            evidence.text + more,
            evidence.fix,
            level=evidence.level,
            about=tuple(objects.key(other) for other, _ in shown[1:]),
        )
