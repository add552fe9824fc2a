"""A recorded Service has no cluster IP, which every API server gives."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import shell

CAUSE = Cause(
    "cluster-ip-missing",
    "",
    ERROR,
    "a recorded Service has no cluster IP, which every API server gives",
    "The API server gives a cluster IP to every Service but an ExternalName when it takes it. One without was edited by hand or stripped on "
    "the way into the dump: no proxy has rules for it, and DNS has no address.",
)


def findings(view: View) -> Iterator[Finding]:
    if not view.settled:
        return
    for service in view.services:
        recorded = objects.uid(service) and not services.is_external_name(service)
        if recorded and not services.cluster_ip(service):
            get = patches.command("get", objects.key(service), "-o", "yaml")
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.clusterIP",
                "it has no cluster IP: no proxy has rules for it, and DNS has no address",
                f"{get} | {shell.command('replace', '--force', '-f', '-')}",
            )
