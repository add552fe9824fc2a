"""Where all requests lead that an Ingress, a route or a Gateway is for: a line a request, then why those
fail that do.
"""

from collections.abc import Iterator

from minik.diagnosis import way_misses
from minik.diagnosis.way_overview import WayOverview
from minik.diagnosis.way_resolution import WayResolution
from minik.model import shell
from minik.model.controls import escape_controls
from minik.model.ip import bracket_ipv6
from minik.model.marks import bad, secondary, to_do
from minik.model.wording import pluralize
from minik.render import way_text
from minik.render.way_text import ARROW, fact


def text(overview: WayOverview) -> str:
    """Render the overview for people."""
    return "\n".join(escape_controls(line.rstrip()) for line in lines(overview)) + "\n"


def addresses(overview: WayOverview) -> str:
    """Return the ready endpoints of all requests as `ip:port`, each once."""
    found = [line for one in overview.ways for line in way_text.addresses(one).splitlines()]
    return "".join(f"{line}\n" for line in dict.fromkeys(found))


def names(overview: WayOverview) -> str:
    """Return the pods of all requests as `pod/name`, each once."""
    found = [line for one in overview.ways for line in way_text.names(one).splitlines()]
    return "".join(f"{line}\n" for line in dict.fromkeys(found))


def lines(overview: WayOverview) -> Iterator[str]:
    """Yield the headline, the entries, a line a request, and why some fail."""
    yield headline(overview)
    yield ""
    yield from entries(overview)
    width = max((len(request(one)) for one in overview.ways), default=0)
    for one in overview.ways:
        yield f"  {request(one):{width}}  {way_text.outcome(one.way)}"
    yield from reasons(overview)


def headline(overview: WayOverview) -> str:
    """Return whose requests these are, and how many are answered."""
    good = sum(one.answers for one in overview.ways)
    total = len(overview.ways)
    name = way_misses.name_of(overview.target)
    if not total:
        return ARROW.join([name, bad("no request leads here")])
    count = f"{good} of {pluralize(total, 'request')} answered"
    return ARROW.join([name, count if good == total else bad(count)])


def entries(overview: WayOverview) -> Iterator[str]:
    """Yield who takes the requests, each with its addresses."""
    seen = {}
    for one in overview.ways:
        if one.way.entrance:
            seen[one.way.entrance.key] = one.way.entrance.addresses
    for index, (key, found) in enumerate(sorted(seen.items())):
        shown = ", ".join(map(bracket_ipv6, found)) or "no address"
        yield fact("" if index else "entry", shown, way_misses.name_of(key))
    if seen:
        yield ""


def request(one: WayResolution) -> str:
    """Return a request: its URL, with its method and headers where they count."""
    asked = one.way.request
    method = "" if asked.method in ("GET", "POST") else f"{asked.method} "
    headers = ", ".join(f"{name}: {value}" for name, value in asked.headers)
    return f"{method}{asked.url}{f'  ({headers})' if headers else ''}"


def reasons(overview: WayOverview) -> Iterator[str]:
    """Yield why requests fail, each reason once, with the fix."""
    seen = dict.fromkeys(one.reason for one in overview.ways if one.reason)
    for reason in seen:
        yield ""
        yield f"  {reason.text}"
        if reason.fix:
            yield to_do(fact("fix", reason.fix))
    if seen or not overview.ways:
        kind = way_text.kind_of(overview.target)
        words = shell.target(kind, overview.target.name, overview.target.namespace)
        yield secondary(fact("more", shell.command("why", *words)))
