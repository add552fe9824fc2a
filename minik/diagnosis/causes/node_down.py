"""Nodes that are not ready, or that say that they are short of something."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View, first_few
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import shell
from minik.model.object import Object
from minik.model.wording import pluralize

EXAMPLE = """
apiVersion: v1
kind: Node
metadata: {name: node-1, uid: u1}
status:
  conditions: [{type: Ready, status: "False", reason: KubeletNotReady, message: "container runtime network not ready: cni plugin not initialized"}]
"""
CAUSE = Cause(
    "node-down",
    "",
    ERROR,
    "a node is not ready",
    "The kubelet of the node reports that it cannot run pods, or has not reported at all (Unknown). Its pods leave the endpoints, and are "
    "evicted after their tolerations of not-ready and unreachable end (300 s).",
    example=EXAMPLE,
    sound=EXAMPLE.replace('"False"', '"True"'),
)


DRAIN = ("--ignore-daemonsets", "--delete-emptydir-data", "--force")


def findings(view: View) -> Iterator[Finding]:
    for node in view.of("Node"):
        condition = nodes.condition(node, "Ready")
        if condition and condition.get("status") != "True":
            yield down(view, node, condition)


def down(view: View, node: Object, condition: Any) -> Finding:
    """Return the finding for a node that is not ready, with the pods on it."""
    name = objects.name(node)
    running = view.cluster.table("Pod").index_by(pods.node_index).get(name, [])
    alive = [pod for pod in running if not pods.is_terminal(pod)]
    ago = recorded_pods.since(view, condition.get("lastTransitionTime"))
    words = ": ".join(filter(None, (condition.get("reason"), condition.get("message"))))
    text = f"Ready is {condition.get('status')}{f' since {ago}' if ago else ''}: {recorded_pods.clean(words)}"
    if alive:
        listed = first_few([objects.key(pod).path for pod in alive])
        text = f"{text.removesuffix('.')}; {pluralize(len(alive), 'pod')} there: {listed}"
    return Finding(
        CAUSE,
        objects.key(node),
        "status.conditions",
        text,
        f"{shell.command('drain', *shell.target('node', name)[-1:], *DRAIN)}, so that its pods come up elsewhere"
        if alive
        else "",
    )
