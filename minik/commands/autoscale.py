"""Let the number of pods follow their load"""
import click

from minik.commands import _options, _reading, _session
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.errors import ClientError
from minik.intake.generators.horizontal_pod_autoscaler import Wish, autoscaler, check
from minik.model.object import Object

UNCLEAR = ("You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
           "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'")
OLD = ("Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization "
       "or '500m' for milliCPU).")


@click.command(cls=_options.Verb)
@_options.filename
@_options.text("--name", metavar="NAME", help="The name of the autoscaler, instead of the workload's")
@_options.number("--min", "least", help="The fewest pods")
@_options.text("--max", "most", metavar="N", help="The most pods")
@_options.text("--cpu", metavar="AMOUNT", help="How much processor each pod shall use: 70% of its request, or 500m")
@_options.text("--memory", metavar="AMOUNT", help="How much memory each pod shall use: 70% of its request, or 500Mi")
@_options.number("--cpu-percent", help="The same as --cpu=N%")
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, name: str, least: int, most: str, cpu: str, memory: str,
            cpu_percent: int, request: Request) -> None:
    """Make an autoscaler for a workload: TYPE NAME --max=MAXPODS [--min=MINPODS].

    \b
    Examples:
      minik autoscale deployment web --min=2 --max=5
      minik autoscale deployment web --max=5 --cpu=70% --name=busy
    """
    wish = Wish(name, least, highest(most), cpu or (f"{cpu_percent}%" if cpu_percent >= 0 else ""), memory)
    if cpu_percent >= 0:
        _session.tell(OLD)
    check(wish)
    _making.make_all(autoscalers(words, filenames, recursive, wish, request), request, done="autoscaled")


def highest(text: str) -> int:
    """--max, which must be given."""
    _making.required(max=text)
    try:
        return int(text)
    except ValueError:
        raise ClientError(f'invalid argument "{text}" for "--max" flag: strconv.ParseInt: parsing "{text}": invalid syntax\n'
                          "See 'minik autoscale --help' for usage.") from None


def autoscalers(words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, wish: Wish, request: Request) -> list[Object]:
    """One for each workload that is meant."""
    if not words and not filenames:
        raise ClientError(UNCLEAR)
    if len(words) == 1 and "/" not in words[0]:
        raise ClientError("resource(s) were provided, but no name was specified")
    asked = _reading.Request(words, _session.namespace(request.namespace), filenames, recursive, bool(request.namespace))
    found = _reading.found(_session.reading(), asked)
    _session.report(found.errors)
    return [autoscaler(obj, section.kind.plural, wish) for section in found.sections for obj in section.objects]
