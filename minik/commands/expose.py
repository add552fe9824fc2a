"""Expose a pod, a workload or another Service as a new Service"""

from minik.client.generators.exposure import ExposeOptions, IncompleteOptions, build_service
from minik.command_line import creating, flags, override_flags, source_objects, usages
from minik.command_line.change_requests import Request
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.object import Object


@flags.command(
    usage=f"{usages.FILES_OR_NAMES} [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] "
    "[--name=name] [--external-ip=external-ip-of-service] [--type=type]"
)
@flags.filename
@flags.text("--name", metavar="NAME", help="The name of the Service, instead of the object's")
@flags.text("--port", metavar="PORT", help="The port of the Service, instead of the object's")
@flags.text("--target-port", metavar="PORT", help="The port of the pods, by number or name")
@flags.text("--protocol", metavar="PROTOCOL", help="TCP, UDP or SCTP, instead of the object's")
@flags.text(
    "--type", "type_name", metavar="TYPE", help="ClusterIP, NodePort, LoadBalancer or ExternalName"
)
@flags.text("--selector", metavar="LABELS", help="Which pods, instead of the object's")
@flags.text(
    "-l", "--labels", metavar="LABELS", help="The labels of the Service, instead of the object's"
)
@flags.text("--cluster-ip", metavar="IP", help="The address, or None for a headless Service")
@flags.text("--external-ip", metavar="IP", help="Another address that leads to the Service")
@flags.text("--load-balancer-ip", metavar="IP", help="The address of the load balancer")
@flags.text("--session-affinity", metavar="AFFINITY", help="None or ClientIP")
@override_flags.options
@creating.options
@flags.argument("words", many=True)
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

    def expose(_: Kind, obj: Object) -> Object:
        try:
            service = build_service(obj, ExposeOptions(**wishes))
        except IncompleteOptions as error:
            raise creating.usage_error(error.message) from None
        return override_flags.apply_overrides(service, overrides, override_type)

    services = source_objects.make_each(expose, words, filenames, recursive, request)
    creating.make_all(list(services), request, done="exposed")
