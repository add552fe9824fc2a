"""A Deployment from images."""

from collections.abc import Sequence

from minik.errors import ClientError
from minik.intake import system_metadata
from minik.model.object import MutableObject, Object


def build_deployment(
    name: str,
    images: Sequence[str],
    command: Sequence[str] = (),
    *,
    port: int = -1,
    replicas: int = 1,
) -> Object:
    """Build a Deployment with one container per image."""
    if len(images) > 1 and command:
        raise ClientError("cannot specify multiple --image options and command")
    containers = [build_container(image, command) for image in images if image]
    if port >= 0 and containers:
        containers[0]["ports"] = [{"containerPort": port}]
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "status": {},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
    }


def build_container(image: str, command: Sequence[str]) -> MutableObject:
    """Build a container named after its image; unfit characters are replaced and a suffix added."""
    plain = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    fit = plain.replace("_", "-").replace(".", "-")
    name = plain if fit == plain else f"{fit}-{system_metadata.name_suffix(image)}"
    return {
        "name": name,
        "image": image,
        "resources": {},
        **({"command": list(command)} if command else {}),
    }
