"""The wiring that `graph` and the pages show: of the state, of a dump, or of manifests."""

from collections.abc import Sequence

from minik.command_line import check_report, progress, state_access
from minik.diagnosis import causes
from minik.diagnosis.graph import building, selection
from minik.diagnosis.graph.records import Graph
from minik.diagnosis.view import View
from minik.errors import ClientError
from minik.model.object import Key


def view(filenames: Sequence[str], recursive: bool) -> View:
    """Return the view of the state, of a dump as it was recorded, or of manifests as they would
    become: the same that `check` looks at.
    """
    return check_report.view_of(filenames, recursive, (), check_report.ANY, None)[0]


def graph(shown: View, targets: Sequence[str], namespace: str) -> Graph:
    """Return the wiring of a namespace, "" for all; of targets alone, if there are any.

    Raises NotFound for a target or a namespace that does not exist.
    """
    check_report.require_namespace(shown, namespace)
    with progress.show("drawing"):
        findings = causes.collect_findings(shown)
        keys = target_keys(shown, targets, namespace)
        spaces = {key.namespace for key in keys if key.namespace}
        alone = next(iter(spaces)) if len(spaces) == 1 and len(keys) == 1 else ""
        whole = building.build(shown, findings, namespace if not keys else alone)
    part = selection.narrow(whole, keys) if keys else whole
    if keys and not part.nodes:
        raise ClientError(
            f"the wiring shows nothing of {', '.join(targets)}",
            hint="it shows Services, Ingresses, Gateways, routes, workloads, pods, nodes and policies",
        )
    return part


def target_keys(shown: View, targets: Sequence[str], namespace: str) -> set[Key]:
    """Return the keys of the targets; a pod stands for its workload."""
    home = state_access.namespace(namespace)
    keys = check_report.target_keys(targets, shown.cluster, home) if targets else set()
    bearers = set()
    for key in keys:
        obj = shown.cluster.get(*key)
        is_pod = key.kind == "Pod" and obj is not None
        bearers.add(shown.maker_of(obj) if is_pod and obj is not None else key)
    return bearers
