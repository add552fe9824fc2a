"""NetworkPolicies: which traffic pods may receive and send."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name
from minik.kinds._selector import label_selector_problems
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, namespace, read_map, spec, write
from minik.model.problem import forbidden, invalid, not_supported, required

PROTOCOLS, TYPES = ("TCP", "UDP", "SCTP"), ("Ingress", "Egress")
# direction → the field that lists its peers
PEERS = {"ingress": "from", "egress": "to"}
TITLES = {"ingress": ("From", "source"), "egress": ("To", "destination")}


def pod_selector(policy: Object) -> Mapping[str, Any]:
    """Return spec.podSelector; an empty selector matches all pods of the namespace."""
    return read_map(spec(policy), "podSelector")


def policy_types(policy: Object) -> Sequence[str]:
    """Return the directions that the policy restricts: `Ingress`, `Egress`."""
    types: Sequence[str] = spec(policy).get("policyTypes") or ()
    return types


def rules(policy: Object, direction: str) -> Sequence[Mapping[str, Any]]:
    """Return the rules of one direction, `ingress` or `egress`."""
    entries: Sequence[Mapping[str, Any]] = spec(policy).get(direction) or ()
    return entries


def ports(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the ports that a rule allows; empty means all ports."""
    entries: Sequence[Mapping[str, Any]] = rule.get("ports") or ()
    return entries


def peers(rule: Mapping[str, Any], direction: str) -> Sequence[Mapping[str, Any]]:
    """Return the peers that a rule allows; empty means all peers."""
    entries: Sequence[Mapping[str, Any]] = rule.get(PEERS[direction]) or ()
    return entries


def default(policy: Object) -> Object:
    """Set missing port protocols to TCP, and policyTypes to Ingress, with Egress if it has egress
    rules.
    """
    for direction in PEERS:
        if any(ports(rule) for rule in rules(policy, direction)):
            policy = write(
                policy,
                f"spec.{direction}",
                [default_rule(rule) for rule in rules(policy, direction)],
            )
    if policy_types(policy):
        return policy
    return write(policy, "spec.policyTypes", list(TYPES if rules(policy, "egress") else TYPES[:1]))


def default_rule(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a rule whose ports have a protocol, TCP by default."""
    if not ports(rule):
        return rule
    return {
        **rule,
        "ports": [
            {**port, "protocol": "TCP" if port.get("protocol") is None else port["protocol"]}
            for port in ports(rule)
        ],
    }


def problems(policy: Object, allowed_cidrs: Container[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong with a policy; `allowed_cidrs` are accepted as they are. Upstream rule:
    networking validation `ValidateNetworkPolicy`.
    """
    yield from metadata_problems(policy)
    yield from label_selector_problems(pod_selector(policy), "spec.podSelector")
    for direction, field in PEERS.items():
        for index, rule in enumerate(rules(policy, direction)):
            for number, port in enumerate(ports(rule)):
                yield from port_problems(port, f"spec.{direction}[{index}].ports[{number}]")
            for number, peer in enumerate(peers(rule, direction)):
                yield from peer_problems(
                    peer, f"spec.{direction}[{index}].{field}[{number}]", allowed_cidrs
                )
    if len(policy_types(policy)) > len(TYPES):
        yield invalid(
            "spec.policyTypes", policy_types(policy), "may not specify more than two policyTypes"
        )
        return
    for index, kind in enumerate(policy_types(policy)):
        if kind not in TYPES:
            yield not_supported(f"spec.policyTypes[{index}]", kind, TYPES)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield what is wrong with an update; CIDRs of the old policy are accepted as they are.
    Upstream rule: networking validation `ValidateNetworkPolicyUpdate`.
    """
    yield from metadata_update_problems(new, old)
    yield from problems(
        new,
        {
            text
            for _, block in ip_blocks(old)
            for text in (block.get("cidr"), *(block.get("except") or ()))
        },
    )


def ip_blocks(policy: Object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the path and the value of every ipBlock in the policy."""
    for direction, field in PEERS.items():
        for index, rule in enumerate(rules(policy, direction)):
            for number, peer in enumerate(peers(rule, direction)):
                if peer.get("ipBlock") is not None:
                    yield f"spec.{direction}[{index}].{field}[{number}].ipBlock", peer["ipBlock"]


def port_problems(port: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Check one port: a number, a name, or a range of numbers."""
    protocol, number, last = port.get("protocol"), port.get("port"), port.get("endPort")
    if protocol is not None and protocol not in PROTOCOLS:
        yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
    if isinstance(number, int):
        yield from (
            invalid(f"{path}.port", number, message) for message in names.port_number(number)
        )
        if last is not None:
            if last < number:
                yield invalid(f"{path}.endPort", number, "must be greater than or equal to `port`")
            yield from (
                invalid(f"{path}.endPort", last, message) for message in names.port_number(last)
            )
        return
    if last is not None:
        why = "not specified" if number is None else "non-numeric"
        yield invalid(f"{path}.endPort", last, f"may not be specified when `port` is {why}")
    if number is not None:
        yield from check_name(f"{path}.port", number, names.port_name)


def peer_problems(
    peer: Mapping[str, Any], path: str, allowed_cidrs: Container[str]
) -> Iterator[Problem]:
    """Check one peer: pods, namespaces, pods of namespaces, or an ipBlock."""
    set_fields = [
        field
        for field in ("podSelector", "namespaceSelector", "ipBlock")
        if peer.get(field) is not None
    ]
    for field in ("podSelector", "namespaceSelector"):
        yield from label_selector_problems(peer.get(field), f"{path}.{field}")
    if "ipBlock" in set_fields:
        yield from block_problems(peer["ipBlock"], f"{path}.ipBlock", allowed_cidrs)
    if not set_fields:
        yield required(path, "must specify a peer")
    elif len(set_fields) > 1 and "ipBlock" in set_fields:
        yield forbidden(path, "may not specify both ipBlock and another peer")


def block_problems(
    block: Mapping[str, Any], path: str, allowed_cidrs: Container[str]
) -> Iterator[Problem]:
    """Check an ipBlock: its CIDR, and that every exception is a strict subset of it."""
    text = block.get("cidr") or ""
    if not text:
        yield required(f"{path}.cidr")
        return
    yield from ip.cidr_problems(f"{path}.cidr", text, allowed_cidrs)
    whole = ip.parse_network(text)
    for index, excepted in enumerate((block.get("except") or ()) if whole else ()):
        yield from ip.cidr_problems(f"{path}.except[{index}]", excepted, allowed_cidrs)
        part = ip.parse_network(excepted)
        if (
            whole
            and part
            and (part[1].network_address not in whole[1] or whole[1].prefixlen >= part[1].prefixlen)
        ):
            yield invalid(f"{path}.except[{index}]", excepted, "must be a strict subset of `cidr`")


def warnings(policy: Object, _: Object | None) -> Iterator[str]:
    """Warn of CIDRs in a non-canonical form."""
    for path, block in ip_blocks(policy):
        yield from ip.cidr_warnings(f"{path}.cidr", block.get("cidr") or "")
        for index, excepted in enumerate(block.get("except") or ()):
            yield from ip.cidr_warnings(f"{path}.except[{index}]", excepted)


def selector_cell(policy: Object, _: datetime) -> str:
    return layout.format_selector(pod_selector(policy))


def describe(policy: Object, _: Cluster) -> str:
    """Describe a policy. Upstream rule: kubectl's `describeNetworkPolicy`."""
    created = policy["metadata"].get("creationTimestamp")
    created_text = f"{parse_time(created):%Y-%m-%d %H:%M:%S} +0000 UTC" if created else "<nil>"
    selector = layout.format_selector(pod_selector(policy))
    remark = (
        " (Allowing the specific traffic to all pods in this namespace)"
        if selector == layout.NONE
        else ""
    )
    lines = [
        f"Name:\t{name(policy)}",
        f"Namespace:\t{namespace(policy)}",
        f"Created on:\t{created_text}",
        *layout.label_lines("Labels", labels(policy)),
        *layout.annotation_lines("Annotations", annotations(policy)),
        "Spec:",
        f"  PodSelector:     {selector}{remark}",
    ]
    for direction in PEERS:
        if direction.capitalize() in policy_types(policy):
            lines += [
                f"  Allowing {direction} traffic:",
                *layout.indent(rule_lines(rules(policy, direction), direction), 2),
            ]
        else:
            lines.append(f"  Not affecting {direction} traffic")
    return "\n".join([*lines, f"  Policy Types: {', '.join(policy_types(policy)) or layout.NONE}"])


def rule_lines(entries: Sequence[Mapping[str, Any]], direction: str) -> Iterator[str]:
    """Yield the description of one direction's rules, separated by a dashed line."""
    side, end = TITLES[direction]
    if not entries:
        yield f"{layout.NONE} (Selected pods are isolated for {direction} connectivity)"
    for index, rule in enumerate(entries):
        yield from map(port_line, ports(rule))
        if not ports(rule):
            yield "To Port: <any> (traffic allowed to all ports)"
        if not peers(rule, direction):
            yield f"{side}: <any> (traffic not restricted by {end})"
        for peer in peers(rule, direction):
            yield f"{side}:"
            yield from layout.indent(peer_lines(peer))
        if index < len(entries) - 1:
            yield "----------"


def port_line(port: Mapping[str, Any]) -> str:
    """Describe a port or a port range."""
    first, last, protocol = (
        port.get("port", "<nil>"),
        port.get("endPort"),
        port.get("protocol") or "TCP",
    )
    return (
        f"To Port: {first}/{protocol}"
        if last is None
        else f"To Port Range: {first}-{last}/{protocol}"
    )


def peer_lines(peer: Mapping[str, Any]) -> Iterator[str]:
    """Describe a peer: selectors or an ipBlock."""
    selectors = [
        (title, peer.get(title[0].lower() + title[1:]))
        for title in ("NamespaceSelector", "PodSelector")
    ]
    selector_lines = [
        f"{title}: {layout.format_selector(selector)}"
        for title, selector in selectors
        if selector is not None
    ]
    yield from selector_lines
    if not selector_lines and peer.get("ipBlock") is not None:
        yield "IPBlock:"
        yield f"  CIDR: {peer['ipBlock'].get('cidr') or ''}"
        yield f"  Except: {', '.join(peer['ipBlock'].get('except') or ())}"


KIND = Kind(
    "NetworkPolicy",
    default=default,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    columns=(Column("POD-SELECTOR", selector_cell),),
    describe=describe,
    describes_events=False,
)
