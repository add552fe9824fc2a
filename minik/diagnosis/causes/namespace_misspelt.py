"""Objects in a namespace that is not there and nearly called as one that is."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, SUSPECT, Cause, Finding
from minik.diagnosis.nearness import is_one_off, nearest
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: development}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: NAME}
"""
CAUSE = Cause(
    "namespace-misspelt",
    "",
    ERROR,
    "an object lies in a namespace that is not there, and nearly called as one that is",
    "The server takes nothing into a namespace that does not exist (not found). The files make a Namespace with nearly the same name.",
    SUSPECT,
    example=EXAMPLE.replace("NAME", "developement"),
    sound=EXAMPLE.replace("NAME", "development"),
)
GIVEN = ("", "default", "kube-system", "kube-public", "kube-node-lease")


def findings(view: View) -> Iterator[Finding]:
    known = [objects.name(one) for one in view.cluster.of("Namespace")]
    if view.settled or not known:
        return
    told: set[str] = set()
    for key in view.order:
        space = key.namespace
        if space in GIVEN or space in known or space in told:
            continue
        told.add(space)
        near = nearest(space, known)
        if len(space) > 4 and is_one_off(space, near) and not is_numbered(space, near):
            text = f'there is no Namespace "{space}"; there is {near}'
            yield Finding(
                CAUSE, key, "metadata.namespace", text, patches.field("namespace", near), near
            )


def is_numbered(one: str, other: str) -> bool:
    """Return whether two names differ in their numbers alone: they are two of a row."""
    return one.strip("0123456789-") == other.strip("0123456789-")
