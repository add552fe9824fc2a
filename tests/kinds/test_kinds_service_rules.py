"""What a Service must be like: each rule of the reference's table, with the server's words."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from objects import service

from minik.model import names
from minik.model.object import Object

Refusals: TypeAlias = Callable[..., list[str]]
PORT: Object = {"port": 80}
(LABEL,) = names.label("-")
(SUBDOMAIN,) = names.subdomain("-")
KEY = next(iter(names.qualified_name("-"))).removeprefix("name part ")
BALANCER_ONLY = "Forbidden: may only be used when `type` is 'LoadBalancer'"
RANGE_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges"
HINTS, MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"


def external_name(name: str = "db.example.com", **spec: Any) -> Object:
    return service(type="ExternalName", externalName=name, **spec)


def called(name: str) -> Object:
    return {**service(), "metadata": {"name": name}}


def annotated(document: Object, **annotations: str) -> Object:
    return {**document, "metadata": {"name": "web", "annotations": annotations}}


def port(**fields: Any) -> Object:
    return service(ports=[{**PORT, **fields}])


CASES: dict[str, tuple[Object, list[str]]] = {
    "a name may begin with a digit": (called("1-web"), []),
    "a name has no dots": (
        called("we.b"),
        ['metadata.name: Invalid value: "we.b": must not contain dots'],
    ),
    "a name is a label": (called("Web"), [f'metadata.name: Invalid value: "Web": {LABEL}']),
    "a name is short": (
        called("a" * 64),
        [f'metadata.name: Invalid value: "{"a" * 64}": must be no more than 63 characters'],
    ),
    "topology annotations agree": (
        annotated(service(), **{HINTS: "Auto", MODE: "Disabled"}),
        [
            f'metadata.annotations[{MODE}]: Invalid value: "Disabled": must match annotations[{HINTS}] when both are specified'
        ],
    ),
    "ports are needed": (service(ports=[]), ["spec.ports: Required value"]),
    "a headless service needs no ports": (service(ports=[], clusterIP="None"), []),
    "an external name needs no ports": (external_name(ports=[]), []),
    "no headless load balancer": (
        service(type="LoadBalancer", clusterIP="None"),
        [
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for LoadBalancer services"
        ],
    ),
    "no headless node port": (
        service(type="NodePort", clusterIP="None"),
        [
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"
        ],
    ),
    "an external name has no address": (
        external_name(clusterIP="10.96.0.9"),
        ["spec.clusterIPs: Forbidden: may not be set for ExternalName services"],
    ),
    "an external name has no family": (
        external_name(ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack"),
        [
            "spec.ipFamilies: Forbidden: may not be set for ExternalName services",
            "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services",
        ],
    ),
    "an external name needs a name": (external_name(""), ["spec.externalName: Required value"]),
    "an external name is a subdomain": (
        external_name("under_score.com"),
        [f'spec.externalName: Invalid value: "under_score.com": {SUBDOMAIN}'],
    ),
    "one trailing dot is fine": (external_name("db.example.com."), []),
    "two trailing dots are not": (
        external_name("db.example.com.."),
        [f'spec.externalName: Invalid value: "db.example.com.": {SUBDOMAIN}'],
    ),
    "an address passes as a name": (external_name("192.0.2.1"), []),
    "several ports need names": (
        service(ports=[PORT, {"port": 81}]),
        ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
    ),
    "port names are labels": (
        port(name="ht_tp"),
        [f'spec.ports[0].name: Invalid value: "ht_tp": {LABEL}'],
    ),
    "port names may be long": (port(name="a" * 63), []),
    "port names are unique": (
        service(ports=[{**PORT, "name": "a"}, {"port": 81, "name": "a"}]),
        ['spec.ports[1].name: Duplicate value: "a"'],
    ),
    "ports are numbers of ports": (
        port(port=65536, targetPort=80),
        ["spec.ports[0].port: Invalid value: 65536: must be between 1 and 65535, inclusive"],
    ),
    "a port of nothing": (
        service(ports=[{"targetPort": 80}]),
        ["spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"],
    ),
    "protocols are spelt in capitals": (
        port(protocol="tcp"),
        [
            'spec.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'
        ],
    ),
    "target ports are numbers of ports": (
        port(targetPort=-1),
        ["spec.ports[0].targetPort: Invalid value: -1: must be between 1 and 65535, inclusive"],
    ),
    "target port names are short": (
        port(targetPort="a" * 16),
        [
            f'spec.ports[0].targetPort: Invalid value: "{"a" * 16}": must be no more than 15 characters'
        ],
    ),
    "target port names are lower case": (
        port(targetPort="web_port"),
        [
            'spec.ports[0].targetPort: Invalid value: "web_port": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'
        ],
    ),
    "a quoted number is no name": (
        port(targetPort="9376"),
        ['spec.ports[0].targetPort: Invalid value: "9376": must contain at least one letter (a-z)'],
    ),
    "target port names have single hyphens": (
        port(targetPort="http--x"),
        [
            'spec.ports[0].targetPort: Invalid value: "http--x": must not contain consecutive hyphens'
        ],
    ),
    "target port names end well": (
        port(targetPort="http-"),
        ['spec.ports[0].targetPort: Invalid value: "http-": must not begin or end with a hyphen'],
    ),
    "a headless service may have another target port": (
        service(clusterIP="None", ports=[{"port": 80, "targetPort": 9376}]),
        [],
    ),
    "application protocols are qualified": (
        port(appProtocol="bad value"),
        [f'spec.ports[0].appProtocol: Invalid value: "bad value": name part {KEY}'],
    ),
    "no node port inside": (
        port(nodePort=30080),
        ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ),
    "node ports are unique": (
        service(
            type="LoadBalancer",
            allocateLoadBalancerNodePorts=False,
            ports=[
                {"name": "a", "port": 80, "nodePort": 30080},
                {"name": "b", "port": 80, "nodePort": 30080},
            ],
        ),
        [
            "spec.ports[1].nodePort: Duplicate value: 30080",
            'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
        ],
    ),
    "one number for two protocols": (
        service(ports=[{"name": "t", "port": 53}, {"name": "u", "port": 53, "protocol": "UDP"}]),
        [],
    ),
    "selectors are labels": (
        service(selector={"": "x"}),
        [
            'spec.selector: Invalid value: "": name part must be non-empty',
            f'spec.selector: Invalid value: "": name part {KEY}',
        ],
    ),
    "affinity is known": (
        service(sessionAffinity="Cookie"),
        ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
    ),
    "affinity lasts": (
        service(
            sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 0}}
        ),
        [
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400"
        ],
    ),
    "affinity lasts a day": (
        service(
            sessionAffinity="ClientIP",
            sessionAffinityConfig={"clientIP": {"timeoutSeconds": 86400}},
        ),
        [],
    ),
    "affinity lasts no longer": (
        service(
            sessionAffinity="ClientIP",
            sessionAffinityConfig={"clientIP": {"timeoutSeconds": 86401}},
        ),
        [
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400"
        ],
    ),
    "types are known": (
        service(type="Headless"),
        [
            'spec.type: Unsupported value: "Headless": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'
        ],
    ),
    "external addresses are addresses": (
        service(externalIPs=["bad"]),
        [
            'spec.externalIPs[0]: Invalid value: "bad": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
        ],
    ),
    "external addresses lead somewhere": (
        service(externalIPs=["198.51.100.7", "127.0.0.1"]),
        [
            'spec.externalIPs[1]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'
        ],
    ),
    "source ranges are for load balancers": (
        service(loadBalancerSourceRanges=["10.0.0.0/8"]),
        [f"spec.LoadBalancerSourceRanges: {BALANCER_ONLY}"],
    ),
    "source ranges are ranges": (
        service(type="LoadBalancer", loadBalancerSourceRanges=[" 10.0.0.0/8 ", "10.0.0.1"]),
        [
            'spec.LoadBalancerSourceRanges[1]: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
        ],
    ),
    "so are those of old": (
        annotated(service(type="LoadBalancer"), **{RANGE_ANNOTATION: "10.0.0.0/8, x"}),
        [
            f'metadata.annotations[{RANGE_ANNOTATION}]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
        ],
    ),
    "and for load balancers": (
        annotated(service(), **{RANGE_ANNOTATION: ""}),
        [f"metadata.annotations[{RANGE_ANNOTATION}]: {BALANCER_ONLY}"],
    ),
    "allocation is for load balancers": (
        service(allocateLoadBalancerNodePorts=False),
        [f"spec.allocateLoadBalancerNodePorts: {BALANCER_ONLY}"],
    ),
    "a class is for load balancers": (
        service(loadBalancerClass="example.com/x"),
        [f"spec.loadBalancerClass: {BALANCER_ONLY}"],
    ),
    "a class is qualified": (
        service(type="LoadBalancer", loadBalancerClass="Bad Class"),
        [f'spec.loadBalancerClass: Invalid value: "Bad Class": name part {KEY}'],
    ),
    "an external policy needs an outside": (
        service(externalTrafficPolicy="Local"),
        [
            'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'
        ],
    ),
    "an external address is an outside": (
        service(externalIPs=["198.51.100.7"], externalTrafficPolicy="Local"),
        [],
    ),
    "external policies are known": (
        service(type="NodePort", externalTrafficPolicy="local"),
        [
            'spec.externalTrafficPolicy: Unsupported value: "local": supported values: "Cluster", "Local"'
        ],
    ),
    "health checks are for local load balancers": (
        service(type="LoadBalancer", healthCheckNodePort=30100),
        [
            "spec.healthCheckNodePort: Invalid value: 30100: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is "
            "'Local'"
        ],
    ),
    "internal policies are known": (
        service(internalTrafficPolicy="cluster"),
        [
            'spec.internalTrafficPolicy: Unsupported value: "cluster": supported values: "Cluster", "Local"'
        ],
    ),
    "distributions are known": (
        service(trafficDistribution="Random"),
        [
            'spec.trafficDistribution: Unsupported value: "Random": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"'
        ],
    ),
    "everything is told at once": (
        service(type="x", sessionAffinity="x", ports=[]),
        [
            "spec.ports: Required value",
            'spec.sessionAffinity: Unsupported value: "x": supported values: "ClientIP", "None"',
            'spec.type: Unsupported value: "x": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
        ],
    ),
}


@pytest.mark.proves("C9", "F28", "F42")
@pytest.mark.parametrize(("document", "said"), CASES.values(), ids=list(CASES))
def test_what_is_wrong_with_a_service(
    document: Object, said: list[str], refusals: Refusals
) -> None:
    assert refusals(document) == said


# The fields that belong together are judged while addresses are allocated, so what is wrong with
# them hides the rest.
ADDRESSES: dict[str, tuple[Object, list[str]]] = {
    "the first is the one": (
        service(clusterIP="10.96.0.9", clusterIPs=["10.96.0.8"]),
        ['spec.clusterIPs: Invalid value: ["10.96.0.8"]: first value must match `clusterIP`'],
    ),
    "many without one": (
        service(clusterIPs=["10.96.0.8"]),
        [
            'spec.clusterIPs: Invalid value: ["10.96.0.8"]: must be empty when `clusterIP` is not specified'
        ],
    ),
    "none stands alone": (
        service(clusterIP="None", clusterIPs=["None", "10.96.0.8"]),
        [
            'spec.clusterIPs: Invalid value: ["None","10.96.0.8"]: \'None\' must be the first and only value'
        ],
    ),
    "none is spelt so": (
        service(clusterIP="none"),
        [
            'spec.clusterIPs[0]: Invalid value: "none": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
        ],
    ),
    "addresses are addresses": (
        service(clusterIP="foo"),
        [
            'spec.clusterIPs[0]: Invalid value: "foo": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
        ],
    ),
    "addresses have no leading zeros": (
        service(clusterIP="10.96.00.9"),
        ['spec.clusterIPs[0]: Invalid value: "10.96.00.9": must not have leading 0s'],
    ),
    "addresses are not disguised": (
        service(clusterIP="::ffff:10.96.0.9"),
        [
            'spec.clusterIPs[0]: Invalid value: "::ffff:10.96.0.9": must not be an IPv4-mapped IPv6 address'
        ],
    ),
    "two of one family": (
        service(clusterIP="10.96.0.8", clusterIPs=["10.96.0.8", "10.96.0.9"]),
        [
            'spec.clusterIPs: Invalid value: ["10.96.0.8","10.96.0.9"]: may specify no more than one IP for each IP family'
        ],
    ),
    "three": (
        service(clusterIP="10.96.0.8", clusterIPs=["10.96.0.8", "fd00::1", "10.96.0.9"]),
        [
            'spec.clusterIPs: Invalid value: ["10.96.0.8","fd00::1","10.96.0.9"]: may only hold up to 2 values'
        ],
    ),
    "not of the family": (
        service(clusterIP="10.96.0.8", ipFamilies=["IPv6"]),
        [
            'spec.clusterIPs[0]: Invalid value: "10.96.0.8": expected an IPv6 value as indicated by `ipFamilies[0]`'
        ],
    ),
    "families are known": (
        service(ipFamilies=["v4"]),
        ['spec.ipFamilies[0]: Unsupported value: "v4": supported values: "IPv4", "IPv6"'],
    ),
    "families are different": (
        service(ipFamilies=["IPv4", "IPv4"]),
        ['spec.ipFamilies[1]: Duplicate value: "IPv4"'],
    ),
    "families are there": (
        service(ipFamilies=["IPv6"]),
        ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ),
    "families of addresses are there": (
        service(clusterIP="fd00::1"),
        ['spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
    ),
    "policies are known": (
        service(ipFamilyPolicy="Dual"),
        [
            'spec.ipFamilyPolicy: Unsupported value: "Dual": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"'
        ],
    ),
    "two families want a policy": (
        service(ipFamilies=["IPv4", "IPv6"]),
        [
            "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families "
            "are specified"
        ],
    ),
    "two addresses want a policy": (
        service(
            clusterIP="10.96.0.8", clusterIPs=["10.96.0.8", "fd00::1"], ipFamilyPolicy="SingleStack"
        ),
        [
            "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs "
            "are specified",
            'spec.clusterIPs[1]: Invalid value: ["10.96.0.8","fd00::1"]: IPv6 is not configured on this cluster',
        ],
    ),
    "two families are there": (
        service(ipFamilyPolicy="RequireDualStack"),
        [
            'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'
        ],
    ),
    "and hide the rest": (
        service(clusterIP="foo", type="x", sessionAffinity="x"),
        [
            'spec.clusterIPs[0]: Invalid value: "foo": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
        ],
    ),
}


@pytest.mark.proves("F2")
@pytest.mark.parametrize(("document", "said"), ADDRESSES.values(), ids=list(ADDRESSES))
def test_what_is_wrong_with_addresses(
    document: Object, said: list[str], refusals: Refusals
) -> None:
    assert refusals(document) == said
