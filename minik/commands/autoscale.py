"""Let the number of pods follow their load"""

from minik.client.generators.horizontal_pod_autoscaler import (
    AutoscaleOptions,
    build_autoscaler,
    check_bounds,
)
from minik.command_line import creating, flags, source_objects, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.model.kind import Kind
from minik.model.object import Object

CPU_PERCENT_DEPRECATED = (
    "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization "
    "or '500m' for milliCPU)."
)


@flags.command(
    usage="(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]"
)
@flags.filename
@flags.text("--name", metavar="NAME", help="The name of the autoscaler, instead of the workload's")
@flags.number("--min", "least", help="The fewest pods")
@flags.text("--max", "most", metavar="N", help="The most pods")
@flags.text(
    "--cpu",
    metavar="AMOUNT",
    help="How much processor each pod shall use: 70% of its request, or 500m",
)
@flags.text(
    "--memory",
    metavar="AMOUNT",
    help="How much memory each pod shall use: 70% of its request, or 500Mi",
)
@flags.number("--cpu-percent", help="The same as --cpu=N%")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    name: str,
    least: int,
    most: str,
    cpu: str,
    memory: str,
    cpu_percent: int,
    request: Request,
) -> None:
    """Make an autoscaler for a workload: TYPE NAME --max=MAXPODS [--min=MINPODS].

    \b
    Examples:
      minik autoscale deployment web --min=2 --max=5
      minik autoscale deployment web --max=5 --cpu=70% --name=busy
    """
    wish = AutoscaleOptions(
        name,
        least,
        max_replicas(most),
        cpu or (f"{cpu_percent}%" if cpu_percent >= 0 else ""),
        memory,
    )
    if cpu_percent >= 0:
        state_access.tell(CPU_PERCENT_DEPRECATED)
    check_bounds(wish)

    def autoscale(kind: Kind, obj: Object) -> Object:
        return build_autoscaler(obj, kind.plural, wish)

    autoscalers = source_objects.make_each(autoscale, words, filenames, recursive, request)
    creating.make_all(list(autoscalers), request, done="autoscaled")


def max_replicas(text: str) -> int:
    """Return --max as a number; raise ClientError if it is missing or not a number."""
    creating.require(max=text)
    try:
        return int(text)
    except ValueError:
        raise ClientError(
            f'invalid argument "{text}" for "--max" flag: strconv.ParseInt: parsing "{text}": invalid syntax\n'
            "See 'minik autoscale --help' for usage."
        ) from None
