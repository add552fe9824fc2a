"""Manifests that are supposed to be applied, to a copy of the cluster that is never stored."""

from functools import partial

from minik.client import applying, changes
from minik.client.changes import Manner
from minik.errors import ClientError
from minik.intake.parsing import parse
from minik.model.cluster import Cluster
from minik.simulation import rounds


def apply_manifests(cluster: Cluster, text: str, namespace: str) -> Cluster:
    """Return the cluster after manifests (YAML or JSON) were applied, settled. Raises the first refusal,
    ClientError where there are none.
    """
    documents = list(parse(text, "manifests"))
    acts = changes.plan(documents, cluster, applying.apply, Manner(namespace))
    done = changes.carry_out(partial(cluster.draft), changes.refusals_first(acts))
    if done.errors:
        raise done.errors[0]
    if not documents:
        raise ClientError("no objects passed to apply")
    return rounds.run_to_end(done.draft.cluster(), {key.kind for key in done.draft.changes})
