"""`get services --endpoints`: the columns READY and WHY."""

from datetime import datetime

from minik.diagnosis import causes, considered_pods
from minik.diagnosis.finding import INFO, SEVERITIES, Finding
from minik.diagnosis.view import View
from minik.errors import ClientError
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Column
from minik.model.listing import Section
from minik.model.object import Key, Object
from minik.render.formats import table


def add_columns(sections: list[Section], cluster: Cluster, output: str) -> list[Section]:
    """Return the sections with two more columns for Services: READY is endpoints that answer / pods
    selected, WHY the worst finding.
    """
    if (
        output not in ("", "wide")
        or not sections
        or any(section.kind.key != "Service" for section in sections)
    ):
        raise ClientError("--endpoints is for tables of services: minik get services --endpoints")
    view, worst = View(cluster), dict[Key, Finding]()
    for finding in causes.collect_findings(view):
        previous = worst.get(finding.object)
        if finding.severity != INFO and (
            previous is None
            or SEVERITIES.index(previous.severity) < SEVERITIES.index(finding.severity)
        ):
            worst[finding.object] = finding

    def ready(service: Object, _: datetime) -> str:
        if services.is_external_name(service):
            return "-"
        number = considered_pods.count_endpoints(cluster, service)
        return f"{number}/{max(number, len(view.selected_pods(service))) if services.selector(service) else number}"

    def why(service: Object, _: datetime) -> str:
        worst_finding = worst.get(objects.key(service))
        return worst_finding.code.name if worst_finding else ""

    kind = sections[0].kind
    plain, wide = (
        [column for column in kind.columns if column.wide == is_wide] for is_wide in (False, True)
    )
    columns = (table.NAME, *plain, table.AGE, *wide, Column("READY", ready), Column("WHY", why))
    return [
        section._replace(kind=section.kind._replace(columns=columns, whole_row=True))
        for section in sections
    ]
