"""The table columns of an Ingress."""

from datetime import datetime

from minik.kinds import layout
from minik.kinds.ingress.fields import class_name, rules
from minik.model.kind import Column
from minik.model.object import Object, spec, status

SHOWN = 3


def class_cell(ingress: Object, _: datetime) -> str:
    ingress_class = class_name(ingress)
    return layout.NONE if ingress_class is None else ingress_class


def hosts_cell(ingress: Object, _: datetime) -> str:
    """Return the first hosts, and how many more rules there are; `*` for all hosts."""
    hosts: list[str] = []
    for rule in rules(ingress):
        if len(hosts) == SHOWN:
            return f"{','.join(hosts)} + {len(rules(ingress)) - SHOWN} more..."
        hosts += [rule["host"]] if rule.get("host") else []
    return ",".join(hosts) or "*"


def address_cell(ingress: Object, _: datetime) -> str:
    """Return the load balancer's addresses, "" until its controller sets them."""
    entries = (status(ingress).get("loadBalancer") or {}).get("ingress") or ()
    return ",".join(
        sorted({entry.get("ip") or entry.get("hostname") or "" for entry in entries} - {""})
    )


def ports_cell(ingress: Object, _: datetime) -> str:
    return "80, 443" if spec(ingress).get("tls") else "80"


COLUMNS = (
    Column("CLASS", class_cell),
    Column("HOSTS", hosts_cell),
    Column("ADDRESS", address_cell),
    Column("PORTS", ports_cell),
)
