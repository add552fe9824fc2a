"""Expose a pod, a workload or another Service as a new Service"""

from typing import Any

import click

from minik.commands import _options, _reading, _session
from minik.commands._changes import Request
from minik.commands._create import _making, _overriding
from minik.errors import ClientError
from minik.intake.generators.exposure import ExposeOptions, build_service
from minik.model.object import Object

USAGE_ERRORS = ("couldn't",)


@click.command(cls=_options.Verb)
@_options.filename
@_options.text("--name", metavar="NAME", help="The name of the Service, instead of the object's")
@_options.text("--port", metavar="PORT", help="The port of the Service, instead of the object's")
@_options.text("--target-port", metavar="PORT", help="The port of the pods, by number or name")
@_options.text("--protocol", metavar="PROTOCOL", help="TCP, UDP or SCTP, instead of the object's")
@_options.text(
    "--type", "type_name", metavar="TYPE", help="ClusterIP, NodePort, LoadBalancer or ExternalName"
)
@_options.text("--selector", metavar="LABELS", help="Which pods, instead of the object's")
@_options.text(
    "-l", "--labels", metavar="LABELS", help="The labels of the Service, instead of the object's"
)
@_options.text("--cluster-ip", metavar="IP", help="The address, or None for a headless Service")
@_options.text("--external-ip", metavar="IP", help="Another address that leads to the Service")
@_options.text("--load-balancer-ip", metavar="IP", help="The address of the load balancer")
@_options.text("--session-affinity", metavar="AFFINITY", help="None or ClientIP")
@_overriding.options
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    overrides: str,
    override_type: str,
    request: Request,
    **wishes: Any,
) -> None:
    """Expose an object as a new Service: TYPE NAME [--port=PORT] [--target-port=PORT].

    \b
    Examples:
      minik expose deployment web --port=80 --target-port=8080
      minik expose pod web --port=80 --name=front --type=NodePort
    """
    exposed = find_objects(words, filenames, recursive, request)
    try:
        services = [build_service(obj, ExposeOptions(**wishes)) for obj in exposed]
    except ClientError as error:
        raise (
            _making.usage_error(error.message) if error.message.startswith(USAGE_ERRORS) else error
        ) from None
    _making.make_all(
        [
            _overriding.apply_overrides(new_service, overrides, override_type)
            for new_service in services
        ],
        request,
        done="exposed",
    )


def find_objects(
    words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, request: Request
) -> list[Object]:
    """Return the objects to expose, from words or files."""
    if not words and not filenames:
        raise ClientError(
            "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
            "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
        )
    query = _reading.Request(
        words, _session.namespace(request.namespace), filenames, recursive, bool(request.namespace)
    )
    if len(words) == 1 and "/" not in words[0]:
        raise ClientError("resource(s) were provided, but no name was specified")
    result = _reading.find(_session.read_cluster(), query)
    _session.report(result.errors)
    return [obj for section in result.sections for obj in section.objects]
