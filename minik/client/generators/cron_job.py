"""A CronJob from an image and a schedule."""

from collections.abc import Sequence

from minik.client.generators.job import pod_template
from minik.model.object import Object


def build_cron_job(
    name: str, image: str, schedule: str, command: Sequence[str] = (), *, restart: str = ""
) -> Object:
    """Build a CronJob that runs one container."""
    pattern = {
        "metadata": {"name": name},
        "spec": {"template": pod_template(name, image, command, restart or "OnFailure")},
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": name},
        "status": {},
        "spec": {"schedule": schedule, "jobTemplate": pattern},
    }
