"""Create a Service before a pod, a workload or another Service"""
from typing import Any

import click

from minik.commands import _options, _reading, _session
from minik.commands._changes import Request
from minik.commands._create import _making, _overriding
from minik.errors import ClientError
from minik.intake.generators.exposure import Wish, service
from minik.model.object import Object

NOT_FOUND_BY_US = ("couldn't",)


@click.command(cls=_options.Verb)
@_options.filename
@_options.text("--name", metavar="NAME", help="The name of the Service, instead of the object's")
@_options.text("--port", metavar="PORT", help="The port of the Service, instead of the object's")
@_options.text("--target-port", metavar="PORT", help="The port of the pods, by number or name")
@_options.text("--protocol", metavar="PROTOCOL", help="TCP, UDP or SCTP, instead of the object's")
@_options.text("--type", "type_name", metavar="TYPE", help="ClusterIP, NodePort, LoadBalancer or ExternalName")
@_options.text("--selector", metavar="LABELS", help="Which pods, instead of the object's")
@_options.text("-l", "--labels", metavar="LABELS", help="The labels of the Service, instead of the object's")
@_options.text("--cluster-ip", metavar="IP", help="The address, or None for a headless Service")
@_options.text("--external-ip", metavar="IP", help="Another address that leads to the Service")
@_options.text("--load-balancer-ip", metavar="IP", help="The address of the load balancer")
@_options.text("--session-affinity", metavar="AFFINITY", help="None or ClientIP")
@_overriding.options
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, overrides: str, override_type: str,
            request: Request, **wishes: Any) -> None:
    """Create a Service before an object: TYPE NAME [--port=PORT] [--target-port=PORT].

    \b
    Examples:
      minik expose deployment web --port=80 --target-port=8080
      minik expose pod web --port=80 --name=front --type=NodePort
    """
    found = objects(words, filenames, recursive, request)
    try:
        made = [service(obj, Wish(**wishes)) for obj in found]
    except ClientError as error:
        raise (_making.usage(error.message) if error.message.startswith(NOT_FOUND_BY_US) else error) from None
    _making.make_all([_overriding.overridden(one, overrides, override_type) for one in made], request, done="exposed")


def objects(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, request: Request) -> list[Object]:
    """What shall be exposed."""
    if not words and not filenames:
        raise ClientError("You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
                            "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'")
    asked = _reading.Request(words, _session.namespace(request.namespace), filenames, recursive, bool(request.namespace))
    if len(words) == 1 and "/" not in words[0]:
        raise ClientError("resource(s) were provided, but no name was specified")
    found = _reading.found(_session.reading(), asked)
    _session.report(found.errors)
    return [obj for section in found.sections for obj in section.objects]
