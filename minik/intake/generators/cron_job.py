"""A CronJob from an image and a schedule."""
from collections.abc import Sequence

from minik.intake.generators.job import template
from minik.model.object import Object


def cron_job(name: str, image: str, schedule: str, command: Sequence[str] = (), *, restart: str = "") -> Object:
    """A piece of work, done time and again."""
    pattern = {"metadata": {"name": name}, "spec": {"template": template(name, image, command, restart or "OnFailure")}}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "status": {},
            "spec": {"schedule": schedule, "jobTemplate": pattern}}
