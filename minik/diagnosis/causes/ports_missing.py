"""A recorded Service has no ports, which no API server takes."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "ports-missing",
    "",
    ERROR,
    "a recorded Service has no ports, which no API server takes",
    "Only a headless Service and an ExternalName may do without ports. One with a cluster IP and none was edited by hand or stripped on the "
    "way into the dump: no proxy has a rule for it.",
)


def findings(view: View) -> Iterator[Finding]:
    if not view.settled:
        return  # the server refuses such a document
    for service in view.services:
        may_lack = services.is_headless(service) or services.is_external_name(service)
        if not may_lack and not services.ports(service):
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.ports",
                "it has no ports: no proxy has a rule for it, whatever stands behind it",
                patches.command("edit", objects.key(service)),
            )
