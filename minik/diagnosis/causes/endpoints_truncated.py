"""Endpoints objects that list only a part of the endpoints."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model import shell
from minik.model.object import Key

CAUSE = Cause(
    "endpoints-truncated",
    "F51",
    INFO,
    "more than 1000 endpoints: the Endpoints object lists only a part",
    "Endpoints objects hold at most 1000 addresses and are marked over-capacity; EndpointSlices hold all. Whoever still reads Endpoints "
    "sees a part.",
)
MARK = "endpoints.kubernetes.io/over-capacity"


def findings(view: View) -> Iterator[Finding]:
    yield from over_capacity(view)


def over_capacity(view: View) -> Iterator[Finding]:
    """Yield Endpoints that are marked over-capacity."""
    for endpoints in view.cluster.holding("Endpoints", MARK):
        if objects.annotations(endpoints).get(MARK):
            yield Finding(
                CAUSE,
                Key("Service", *objects.key(endpoints)[1:]),
                "metadata.name",
                "its Endpoints object is marked over-capacity: it lists 1000 addresses, the EndpointSlices list all",
                "read EndpointSlices: "
                + shell.command(
                    *("get", "endpointslices", "-n", objects.namespace(endpoints)),
                    "-l",
                    f"kubernetes.io/service-name={objects.name(endpoints)}",
                ),
            )
