"""A long search path: every outside name is asked for many times."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.name_servers_asked import spec_path
from minik.diagnosis.view import Maker, View
from minik.model import object as objects
from minik.model.wording import pluralize

CAUSE = Cause(
    "search-path-long",
    "F71",
    INFO,
    "a long search path: every outside name is asked for many times",
    "A name with fewer dots than ndots is tried with every domain of the search path before it is tried as it is; answers that there is "
    "no such name are remembered.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        yield from long_searches(maker)


def long_searches(maker: Maker) -> Iterator[Finding]:
    """Yield settings that make a name server be asked many times for one name."""
    config = objects.spec(maker.pod).get("dnsConfig") or {}
    written = (
        int(entry["value"])
        for entry in config.get("options") or ()
        if entry.get("name") == "ndots" and str(entry.get("value") or "").isdecimal()
    )
    dots, searches = next(written, 5), len(config.get("searches") or ())
    if dots > 5 or searches > 5:
        yield Finding(
            CAUSE,
            maker.key,
            f"{spec_path(maker)}.dnsConfig",
            f"ndots {dots} and {pluralize(searches, 'more search domain')}: up to "
            f"{searches + 4} questions for an outside name",
            "ndots: 2, or names that end with a dot",
        )
