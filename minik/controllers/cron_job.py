"""Cron jobs: which of their jobs are still at it. Upstream rule: `pkg/controller/cronjob`. (Nothing is started by the clock yet.)"""
from collections.abc import Iterable

from minik.controllers import _claims
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

WATCHES = ("CronJob", "Job")
PATIENCE = 5
ONE_GO = True
ENDED = ("Complete", "Failed")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for cron_job in cluster.of("CronJob"):
        jobs = _claims.dependents(cluster, cron_job, "Job")
        active = [reference(job) for job in jobs if not is_over(job)]
        kept = {name: value for name, value in objects.status(cron_job).items() if name != "active"}
        status = {**kept, **({"active": active} if active else {})}
        if status != objects.status(cron_job):
            yield Put({**cron_job, "status": status})


def is_over(job: Object) -> bool:
    """Whether a job has ended, well or not."""
    return any(one["type"] in ENDED and one["status"] == "True" for one in objects.status(job).get("conditions") or ())


def reference(job: Object) -> Object:
    """A job as its cron job lists it."""
    metadata = job["metadata"]
    return {"apiVersion": job["apiVersion"], "kind": "Job", "name": metadata["name"], "namespace": metadata["namespace"],
            "resourceVersion": metadata.get("resourceVersion", ""), "uid": metadata["uid"]}
