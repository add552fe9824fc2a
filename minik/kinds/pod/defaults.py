"""What the server fills in in a pod and in a pod template."""
from minik.model.object import Object


def default_pod(pod: Object) -> Object:
    """A pod with every field that the server fills in."""
    return pod


def default_template(template: Object) -> Object:
    """A template with every field that the server fills in there."""
    return template
