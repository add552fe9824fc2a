"""ServiceCIDRs: the ranges of cluster IPs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable, check_name
from minik.model import ip
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, spec, status
from minik.model.problem import invalid, required

PATH = "spec.cidrs"
ONE_EACH = (
    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
)


def cidrs(service_cidr: Object) -> Sequence[str]:
    """Return the ranges, at most one per IP family."""
    return list(spec(service_cidr).get("cidrs") or ())


def prepare(service_cidr: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status."""
    return {**service_cidr, "status": (old or {}).get("status") or {}}


def problems(service_cidr: Object) -> Iterator[Problem]:
    """Check a ServiceCIDR. Upstream rule: networking validation `ValidateServiceCIDR`."""
    yield from metadata_problems(service_cidr, namespaced=False)
    ranges = cidrs(service_cidr)
    if not ranges:
        yield required(PATH, "at least one CIDR required")
    elif len(ranges) > 2:
        yield invalid(PATH, {"CIDRs": ranges}, "may only hold up to 2 values")
    else:
        for index, cidr in enumerate(ranges):
            yield from check_name(f"{PATH}[{index}]", cidr, ip.canonical_cidr)
        families = [ip.family(cidr.partition("/")[0]) for cidr in ranges if ip.parse_network(cidr)]
        if len(families) == 2 and families[0] == families[1]:
            yield invalid(PATH, ranges, ONE_EACH)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check that an update only adds a range of the other family."""
    yield from metadata_update_problems(new, old)
    before, after = cidrs(old), cidrs(new)
    if len(before) == len(after) or (len(before), len(after)) == (1, 2):
        for index, cidr in enumerate(before):
            yield from check_immutable(f"{PATH}[{index}]", after[index], cidr)
    else:
        yield from check_immutable(PATH, after, before)


def cidrs_cell(service_cidr: Object, _: datetime) -> str:
    return ",".join(cidrs(service_cidr))


def describe(service_cidr: Object, _: Cluster) -> str:
    """Describe a ServiceCIDR. Upstream rule: kubectl's `describeServiceCIDRV1`."""
    lines = [
        f"Name:\t{name(service_cidr)}",
        *layout.label_lines("Labels", labels(service_cidr)),
        *layout.annotation_lines("Annotations", annotations(service_cidr)),
        f"CIDRs:\t{', '.join(cidrs(service_cidr))}",
    ]
    conditions = status(service_cidr).get("conditions") or ()
    if conditions:
        rows = (
            "\t".join(
                (
                    condition.get("type", ""),
                    condition.get("status", ""),
                    layout.format_date(condition.get("lastTransitionTime")),
                    condition.get("reason", ""),
                    condition.get("message", ""),
                )
            )
            for condition in conditions
        )
        titles = layout.table_head("Type", "Status", "LastTransitionTime", "Reason", "Message")
        lines += ["Status:", "Conditions:", *layout.indent((*titles, *rows))]
    return "\n".join(lines)


KIND = Kind(
    "ServiceCIDR",
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    columns=(Column("CIDRS", cidrs_cell),),
    describe=describe,
    has_status=False,
)
