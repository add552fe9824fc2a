"""What `get` shows of a Service. Upstream rule: `printService`."""

from datetime import datetime

from minik.kinds.service import fields
from minik.model.kind import Column
from minik.model.object import Object


def type_cell(service: Object, _: datetime) -> str:
    return fields.service_type(service)


def cluster_ip_cell(service: Object, _: datetime) -> str:
    """Return the first cluster IP, or `None` if headless."""
    return next(iter(fields.cluster_ips(service)), "") or "<none>"


def external_ip_cell(service: Object, _: datetime) -> str:
    """Return the external addresses; `<pending>` while the load balancer has none."""
    kind, external = fields.service_type(service), list(fields.external_ips(service))
    if kind == fields.EXTERNAL_NAME:
        return fields.external_name(service)
    if kind == fields.LOAD_BALANCER:
        entries = {
            entry.get("ip") or entry.get("hostname") or ""
            for entry in fields.load_balancer_ingress(service)
        }
        return ",".join([*sorted(entries - {""}), *external]) or "<pending>"
    return ",".join(external) or "<none>"


def ports_cell(service: Object, _: datetime) -> str:
    """Return the ports: `80/TCP`, or `80:30080/TCP` with a node port."""
    texts = (
        f"{port.get('port', 0)}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port.get('protocol', '')}"
        for port in fields.ports(service)
    )
    return ",".join(texts) or "<none>"


def selector_cell(service: Object, _: datetime) -> str:
    return (
        ",".join(f"{name}={value}" for name, value in sorted(fields.selector(service).items()))
        or "<none>"
    )


COLUMNS = (
    Column("TYPE", type_cell),
    Column("CLUSTER-IP", cluster_ip_cell),
    Column("EXTERNAL-IP", external_ip_cell),
    Column("PORT(S)", ports_cell),
    Column("SELECTOR", selector_cell, wide=True),
)
