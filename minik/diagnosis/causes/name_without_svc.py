"""Full names of Services that have not the form of this cluster's."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, SUSPECT, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions
from minik.diagnosis.view import View

CAUSE = Cause(
    "name-without-svc",
    "F56",
    ERROR,
    "the name has not the form NAME.NAMESPACE.svc.DOMAIN of this cluster",
    "The full name of a Service is NAME.NAMESPACE.svc and the cluster's domain. Without svc, or with another domain, nothing answers.",
)


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        yield from misshapen(view, call)


def misshapen(view: View, call: Call) -> Iterator[Finding]:
    """Yield a called name without `svc`, or with another domain than the cluster's."""
    domain, labels = view.cluster.settings.cluster_domain, call.host.split(".")
    if call.host.endswith("." + domain):
        relative = call.host.removesuffix("." + domain).split(".")
        if len(relative) == 2 and relative[1] not in ("svc", "pod") and relative != ["ns", "dns"]:
            yield Finding(
                CAUSE,
                call.maker.key,
                call.field,
                f"{call.host} lacks svc",
                f"{relative[0]}.{relative[1]}.svc.{domain}",
            )
    elif (
        len(labels) > 4 and labels[2] == "svc" and view.cluster.get("Service", labels[1], labels[0])
    ):
        yield Finding(
            CAUSE,
            call.maker.key,
            call.field,
            f"{call.host} ends with another domain than {domain}",
            f"{labels[0]}.{labels[1]}.svc.{domain}",
            doubt="" if view.settled else SUSPECT,
        )
