"""--record: the command line remembered in an annotation of what it changed. It is deprecated, and
tells so.

Upstream rule: cli-runtime `RecordFlags`.
"""

from minik.client.requests import Outcome
from minik.command_line import invocation, state_access
from minik.command_line.options import Option
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.workloads.rollout_history import CHANGE_CAUSE

OPTION = "--record"
DEPRECATED = f"Flag {OPTION} has been deprecated, {OPTION} will be removed in the future"
VERBS = (
    *("annotate", "apply", "autoscale", "create", "edit", "expose", "label", "patch", "replace"),
    *("run", "scale", "set image", "set resources", "set selector", "set serviceaccount"),
)
UNRECORDED = ("deleted", "force deleted")


def option_of(verb: str) -> Option | None:
    """Return the option, for a verb that has it; None for others."""
    if verb not in VERBS:
        return None
    return Option(
        (OPTION,), "record", kind=bool, implied="true", convert=_remember, kept=False, hidden=True
    )


def _remember(_: Option, value: Any) -> None:
    if value is not None:
        state_access.tell(DEPRECATED)
        invocation.current().recorded = bool(value)


def cause() -> str:
    """Return the command line as it is recorded: the arguments, then the options; "" without
    --record.
    """
    line = invocation.current()
    if not line.recorded:
        return ""
    words = [word for word in line.normalized if not word.startswith("--")]
    options = [word for word in line.normalized if word.startswith("--")]
    return " ".join([line.path, *words, *options])


def annotate(obj: Any, text: str) -> Any:
    """Return the object with the cause of its change, if there is one."""
    metadata = obj.get("metadata") or {}
    annotations = {**(metadata.get("annotations") or {}), CHANGE_CAUSE: text}
    return {**obj, "metadata": {**metadata, "annotations": annotations}} if text else obj


def record(draft: Draft | None, outcome: Outcome) -> Outcome:
    """Return the outcome with the cause of the change, which is kept in the draft, too, if there is
    one.
    """
    text = cause()
    recorded: Object = annotate(outcome.object, text)
    if outcome.done in UNRECORDED or recorded == outcome.object:
        return outcome
    stored = draft.get(*objects.key(recorded)) if draft else None
    if draft and stored:
        recorded = draft.put(annotate(stored, text))
    done = "configured" if outcome.done == "unchanged" else outcome.done
    return outcome._replace(object=recorded, done=done)
