"""So many Services that their variables may keep containers from starting."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key

CAUSE = Cause(
    "environment-too-large",
    "F69",
    WARNING,
    "so many Services that their variables may keep containers from starting",
    "Every container gets some seven variables for each port of each Service of its namespace; beyond the kernel's limit on arguments and "
    "environment it does not start (argument list too long). Set enableServiceLinks: false.",
)
TOO_LARGE = 1 << 20  # bytes; half of what Linux usually takes


def findings(view: View) -> Iterator[Finding]:
    for namespace in view.namespaces_with_services:
        namespace_services = view.cluster.within("Service", namespace)
        size = (
            sum(
                (len(objects.name(service)) + 28) * (2 + 6 * len(services.ports(service)))
                for service in namespace_services
                if not services.is_headless(service) and not services.is_external_name(service)
            )
            if len(namespace_services) > 500
            else 0
        )
        if size > TOO_LARGE and any(
            pods.has_service_links(pod) for pod in view.cluster.within("Pod", namespace)
        ):
            yield Finding(
                CAUSE,
                Key("Namespace", "", namespace),
                "metadata.name",
                f"{len(namespace_services)} Services make an environment of about "
                f"{size >> 10} KiB in every container",
                "enableServiceLinks: false",
            )
