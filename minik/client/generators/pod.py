"""A pod from an image, as `run` makes it."""

from collections.abc import Sequence

from minik import light_re as re
from minik.errors import ClientError
from minik.model.object import MutableObject, Object

# Upstream rule: distribution `reference.Parse`.
PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
DOMAIN = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
IMAGE = re.compile(
    rf"(?:{DOMAIN}/)?{PART}(?:/{PART})*(?::\w[\w.-]{{0,127}})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{{32,}})?",
    re.ASCII,
)
POLICIES = ("Always", "OnFailure", "Never")
PULLS = ("", "Always", "IfNotPresent", "Never")


def build_pod(
    name: str,
    image: str,
    arguments: Sequence[str] = (),
    *,
    as_command: bool = False,
    port: int = -1,
    labels: str = "",
    annotations: Sequence[str] = (),
    environment: Sequence[str] = (),
    restart: str = "Always",
    pull: str = "",
    privileged: bool = False,
) -> Object:
    """Build a pod with one container; raise ClientError if the image name is invalid."""
    if not IMAGE.fullmatch(image):
        raise ClientError(f'invalid image name "{image}": invalid reference format')
    optional = {
        "command" if as_command else "args": list(arguments),
        "env": list(map(_parse_variable, environment)),
        "imagePullPolicy": pull,
        "ports": [{"containerPort": port}] if port > 0 else [],
        "securityContext": {"privileged": True} if privileged else None,
    }
    filled = {field: value for field, value in optional.items() if value}
    container = {"name": name, "image": image, "resources": {}, **filled}
    metadata: MutableObject = {
        "name": name,
        "labels": parse_labels(labels) if labels else {"run": name},
    }
    if annotations:
        metadata["annotations"] = dict(map(_parse_annotation, annotations))
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "status": {},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart},
    }


def parse_labels(text: str) -> dict[str, str]:
    """Parse `a=b,c=d`."""
    return dict(_parse_pair(part, f"unexpected label spec: {part}") for part in text.split(","))


def _parse_pair(text: str, refusal: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ClientError(refusal)
    return name, value


def _parse_variable(text: str) -> Object:
    name, value = _parse_pair(text, f"invalid env: {text}")
    return {"name": name, "value": value} if value else {"name": name}


def _parse_annotation(text: str) -> tuple[str, str]:
    return _parse_pair(text, f"unexpected annotation spec: {text}")
