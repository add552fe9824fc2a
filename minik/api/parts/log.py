"""pods/log: what containers print. minik runs none, so all logs are empty."""

from collections.abc import Iterator, Mapping

from minik.api import refusals, request_options
from minik.api.call import Call
from minik.api.reply import Reply
from minik.errors import BadRequest, Invalid, NotFound, Problem
from minik.intake import request_errors
from minik.model import object as objects
from minik.model.object import Object, read, read_str
from minik.model.problem import forbidden, invalid


def get(call: Call) -> Reply:
    """Return an empty text. Raises NotFound, BadRequest for a container that is not the pod's,
    Invalid for options that do not fit.
    """
    pod = find_pod(call)
    problems = list(_option_problems(call.parameters))
    if problems:
        error = Invalid(f'PodLogOptions "{call.place.name}"', problems)
        raise refusals.with_kind(error, "PodLogOptions", call.place)
    container_of(pod, call.parameters.get("container", ""))
    if not read_str(pod, "spec.nodeName"):
        return Reply(204, {}, call.cluster, text=b"")
    check_node(call, pod)
    return Reply(200, {}, call.cluster, text=b"")


def _option_problems(given: Mapping[str, str]) -> Iterator[Problem]:
    for name, least in (("tailLines", 0), ("sinceSeconds", 1), ("limitBytes", 1)):
        if given.get(name):
            number = request_options.parse_whole(given[name])
            if number < least and not (name == "sinceSeconds" and given.get("sinceTime")):
                why = (
                    f"must be greater than or equal to {least}"
                    if not least
                    else "must be greater than 0"
                )
                yield invalid(name, number, why)
    if given.get("sinceSeconds") and given.get("sinceTime"):
        yield forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified")


def find_pod(call: Call) -> Object:
    """Return the pod that a call names. Raises NotFound."""
    pod = call.cluster.get("Pod", call.place.namespace, call.place.name)
    if pod is None:
        raise request_errors.not_found(call.place.kind, call.place.name)
    return pod


def check_node(call: Call, pod: Object) -> None:
    """Raise NotFound, as the server does, where the pod's node does not exist."""
    node = read_str(pod, "spec.nodeName")
    if call.cluster.get("Node", "", node) is None:
        error = NotFound(f'{call.place.kind.resource} "{node}" not found')
        error.details = {"name": node, "kind": call.place.kind.plural}
        raise error


def container_of(pod: Object, name: str) -> str:
    """Return the container that is meant. Raises BadRequest where it must be named, or is unknown."""
    own = [container["name"] for container in read(pod, "spec.containers", [])]
    first = [container["name"] for container in read(pod, "spec.initContainers", [])]
    short = [container["name"] for container in read(pod, "spec.ephemeralContainers", [])]
    if name in (*own, *first, *short):
        return name
    if name:
        raise BadRequest(f"container {name} is not valid for pod {objects.name(pod)}")
    if len(own) + len(first) > 1 or short:
        choices = f"choose one of: [{' '.join(own)}]"
        starters = f" or one of the init containers: [{' '.join(first)}]" if first else ""
        others = f" or one of the ephemeral containers: [{' '.join(short)}]" if short else ""
        raise BadRequest(
            f"a container name must be specified for pod {objects.name(pod)}, {choices}{starters}{others}"
        )
    first_name: str = own[0]
    return first_name
