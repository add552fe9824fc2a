"""Nodes that are short of memory, disk or process ids, or have no network."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model import shell

EXAMPLE = """
apiVersion: v1
kind: Node
metadata: {name: node-1, uid: u1}
status:
  conditions: [{type: Ready, status: "True"}, {type: DiskPressure, status: "True", reason: KubeletHasDiskPressure, message: kubelet has disk pressure}]
"""
CAUSE = Cause(
    "node-under-pressure",
    "",
    WARNING,
    "a node is short of something, so it evicts pods and takes no new ones",
    "MemoryPressure, DiskPressure and PIDPressure are the kubelet's: it evicts pods, those without requests first, and a taint keeps new "
    "ones away. NetworkUnavailable is the network plugin's.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('DiskPressure, status: "True"', 'DiskPressure, status: "False"'),
)
PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")


def findings(view: View) -> Iterator[Finding]:
    for node in view.of("Node"):
        for kind in PRESSURES:
            condition = nodes.condition(node, kind)
            if condition.get("status") == "True":
                words = ": ".join(filter(None, (condition.get("reason"), condition.get("message"))))
                yield Finding(
                    CAUSE,
                    objects.key(node),
                    "status.conditions",
                    f"{kind}: {recorded_pods.clean(words)}",
                    f"{shell.command('cordon', *shell.target('node', objects.name(node))[-1:])}, and free what it lacks",
                )
