"""Warnings for an accepted Service. Upstream rule: `pkg/api/service/warnings.go`."""

from collections.abc import Iterator

from minik.kinds.service import fields
from minik.kinds.service.rules import HINTS, MODE
from minik.model import ip
from minik.model.object import Object, annotations, spec


def warnings(service: Object, _: Object | None) -> Iterator[str]:
    """Warn of fields that are deprecated, ignored or in a non-canonical form."""
    service_spec, external = spec(service), fields.external_ips(service)
    headless = (
        fields.service_type(service) == fields.CLUSTER_IP
        and fields.cluster_ip(service) == fields.NONE
    )
    if HINTS in annotations(service):
        yield f"annotation {HINTS} is deprecated, please use {MODE} instead"
    for index, address in enumerate(fields.addresses(service)):
        yield from ip.warnings(f"spec.clusterIPs[{index}]", address)
    if headless:
        yield from headless_warnings(service)
    for index, address in enumerate(external):
        yield from ip.warnings(f"spec.externalIPs[{index}]", address)
    if external and not headless and not fields.is_external_name(service):
        yield "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
    if service_spec.get("loadBalancerIP"):
        yield from ip.warnings("spec.loadBalancerIP", service_spec["loadBalancerIP"])
    for index, cidr in enumerate(fields.source_ranges(service)):
        yield from ip.cidr_warnings(f"spec.loadBalancerSourceRanges[{index}]", cidr)
    if external and fields.is_external_name(service):
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if fields.external_name(service) and not fields.is_external_name(service):
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if service_spec.get("trafficDistribution") == "PreferClose":
        yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'


def headless_warnings(service: Object) -> Iterator[str]:
    """Warn of fields that are ignored for headless services."""
    if spec(service).get("loadBalancerIP"):
        yield "spec.loadBalancerIP is ignored for headless services"
    if fields.external_ips(service):
        yield "spec.externalIPs is ignored for headless services"
    if spec(service).get("sessionAffinity") != "None":
        yield "spec.SessionAffinity is ignored for headless services"
