"""A Job from an image, or from a CronJob."""

from collections.abc import Sequence

from minik.model import object as objects
from minik.model.object import Object


def pod_template(name: str, image: str, command: Sequence[str], restart: str) -> Object:
    """Build the pod template of a Job with one container."""
    container = {
        "name": name,
        "image": image,
        "resources": {},
        **({"command": list(command)} if command else {}),
    }
    return {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}


def build_job(name: str, image: str, command: Sequence[str] = ()) -> Object:
    """Build a Job that runs one container."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name},
        "status": {},
        "spec": {"template": pod_template(name, image, command, "Never")},
    }


def job_from_cron_job(name: str, cron_job: Object) -> Object:
    """Build a Job from a CronJob's template; the CronJob owns it."""
    pattern = objects.spec(cron_job)["jobTemplate"]
    metadata = {
        "name": name,
        "annotations": {
            "cronjob.kubernetes.io/instantiate": "manual",
            **(objects.read(pattern, "metadata.annotations") or {}),
        },
        "ownerReferences": [
            {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "name": objects.name(cron_job),
                "uid": objects.uid(cron_job),
                "controller": True,
            }
        ],
    }
    labels = objects.read(pattern, "metadata.labels")
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {**metadata, **({"labels": labels} if labels else {})},
        "spec": pattern["spec"],
        "status": {},
    }
