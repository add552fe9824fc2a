"""Devices: claims for them and templates of claims, their classes, slices and taints."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
REQUEST = "spec.devices.requests[0]"
DEVICE = "spec.devices[0]"
(LABEL,), (SUBDOMAIN,) = names.label("A"), names.subdomain("A")
UNDECLARED = "compilation failed: ERROR: <input>:1:1: undeclared reference to 'thing' (in container '')\n | thing\n | ^"
NO_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
IDENTIFIER = (
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' "
    "(e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')"
)


def of(kind: str, spec: Object, **fields: Any) -> Object:
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "gpu", "namespace": "default"},
        "spec": spec,
        **fields,
    }


def claim(*requests: Object, status: Object | None = None, **devices: Any) -> Object:
    return of(
        "ResourceClaim", {"devices": {"requests": list(requests), **devices}}, status=status or {}
    )


def exactly(**wish: Any) -> Object:
    return {"name": "a", "exactly": {"deviceClassName": "gpu", **wish}}


def device_class(**spec: Any) -> Object:
    return of("DeviceClass", spec)


def offer(*devices: Object, **spec: Any) -> Object:
    whole = {
        "driver": "gpu.example.com",
        "nodeName": "n1",
        "pool": {"name": "n1", "resourceSliceCount": 1, "generation": 1},
        **spec,
    }
    given = {name: value for name, value in whole.items() if value is not None}
    return of("ResourceSlice", {**given, **({"devices": list(devices)} if devices else {})})


def device(**fields: Any) -> Object:
    return {"name": "one", **fields}


def sized(value: str = "10", **policy: Any) -> Object:
    return offer(
        device(
            allowMultipleAllocations=True,
            capacity={"memory": {"value": value, "requestPolicy": policy}},
        )
    )


def taint(**fields: str) -> Object:
    return of(
        "DeviceTaintRule",
        {
            "deviceSelector": {"driver": "gpu.example.com"},
            "taint": {"key": "a", "effect": "NoExecute", **fields},
        },
    )


def test_a_wish_is_for_one_device(admit: Admit) -> None:
    assert admit(claim(exactly()))[0]["spec"]["devices"]["requests"] == [
        exactly(allocationMode="ExactCount", count=1)
    ]
    assert admit(claim(exactly(allocationMode="All")))[0]["spec"]["devices"]["requests"] == [
        exactly(allocationMode="All")
    ]
    either = {
        "name": "a",
        "firstAvailable": [{"name": "b", "deviceClassName": "gpu", "tolerations": [{"key": "x"}]}],
    }
    assert admit(claim(either))[0]["spec"]["devices"]["requests"][0]["firstAvailable"] == [
        {
            "name": "b",
            "deviceClassName": "gpu",
            "allocationMode": "ExactCount",
            "count": 1,
            "tolerations": [{"key": "x", "operator": "Equal"}],
        }
    ]


def test_a_template_is_filled_in_like_a_claim(admit: Admit) -> None:
    assert admit(of("ResourceClaimTemplate", {"spec": claim(exactly())["spec"]}))[0]["spec"] == {
        "metadata": {},
        "spec": {"devices": {"requests": [exactly(allocationMode="ExactCount", count=1)]}},
    }


def test_a_taint_says_since_when_it_is_there(admit: Admit) -> None:
    assert admit(taint())[0]["spec"]["taint"]["timeAdded"] == "2026-11-23T08:12:11Z"
    made, _ = admit(offer(device(taints=[{"key": "a", "effect": "None"}])))
    assert made["spec"]["devices"][0]["taints"] == [
        {"key": "a", "effect": "None", "timeAdded": "2026-11-23T08:12:11Z"}
    ]


def test_an_attribute_has_no_lists_yet(admit: Admit) -> None:
    made, _ = admit(offer(device(attributes={"a": {"int": 1, "ints": [1, 2]}})))
    assert made["spec"]["devices"][0]["attributes"] == {"a": {"int": 1}}


CLAIMS: dict[str, tuple[Object, list[str]]] = {
    "a device": (claim(exactly()), []),
    "nothing": (claim(), []),
    "one way to ask": (
        claim({"name": "a"}),
        [f"{REQUEST}: Required value: exactly one of `exactly` or `firstAvailable` is required"],
    ),
    "not two": (
        claim({**exactly(), "firstAvailable": [{"name": "b"}]}),
        [
            f"{REQUEST}: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"
        ],
    ),
    "a name is a label, and not used twice": (
        claim({**exactly(), "name": "A"}, {**exactly(), "name": "A"}),
        [
            f'spec.devices.requests[0].name: Invalid value: "A": {LABEL}',
            f'spec.devices.requests[1].name: Invalid value: "A": {LABEL}',
            'spec.devices.requests[1]: Duplicate value: "A"',
        ],
    ),
    "not without end": (
        claim(*[{**exactly(), "name": f"a{number}"} for number in range(33)]),
        ["spec.devices.requests: Too many: 33: must have at most 32 items"],
    ),
    "of a class": (
        claim(exactly(deviceClassName="")),
        [f"{REQUEST}.exactly.deviceClassName: Required value"],
    ),
    "some number": (
        claim(exactly(count=-1)),
        [f"{REQUEST}.exactly.count: Invalid value: -1: must be greater than zero"],
    ),
    "or all": (
        claim(exactly(allocationMode="All", count=2)),
        [
            f"{REQUEST}.exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"
        ],
    ),
    "modes are known": (
        claim(exactly(allocationMode="Some")),
        [
            f'{REQUEST}.exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"'
        ],
    ),
    "selected by what it is": (
        claim(
            exactly(
                selectors=[
                    {},
                    {"cel": {"expression": "thing"}},
                    {"cel": {"expression": "device.driver == 'x'"}},
                ]
            )
        ),
        [
            f"{REQUEST}.exactly.selectors[0].cel: Required value",
            f'{REQUEST}.exactly.selectors[1].cel.expression: Invalid value: "thing": {UNDECLARED}',
        ],
    ),
    "in spite of taints": (
        claim(
            exactly(
                tolerations=[
                    {"operator": "Exists", "value": "x"},
                    {"operator": "Is"},
                    {"key": "a", "effect": "Never"},
                ]
            )
        ),
        [
            f'{REQUEST}.exactly.tolerations[0].value: Invalid value: "x": must be empty for operator `Exists`',
            f'{REQUEST}.exactly.tolerations[1].operator: Unsupported value: "Is": supported values: "Equal", "Exists"',
            f'{REQUEST}.exactly.tolerations[2].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"',
        ],
    ),
    "constraints are on requests": (
        claim(
            exactly(),
            constraints=[
                {"requests": ["a", "b"], "matchAttribute": "example.com/numa"},
                {"requests": ["a/b/c"]},
            ],
        ),
        [
            f'spec.devices.constraints[0].requests[1]: Invalid value: "b": {NO_REQUEST}',
            f'spec.devices.constraints[1].requests[0]: Invalid value: "a/b/c": {NO_REQUEST}',
            'spec.devices.constraints[1]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple '
            "fields are set",
        ],
    ),
    "attributes have full names": (
        claim(constraints=[{"matchAttribute": "a-b"}, {"distinctAttribute": "a/b/c"}]),
        [
            f'spec.devices.constraints[0].matchAttribute: Invalid value: "a-b": {IDENTIFIER}',
            'spec.devices.constraints[0].matchAttribute: Invalid value: "a-b": a fully qualified name must be a domain and a name separated by '
            "a slash",
            'spec.devices.constraints[1].distinctAttribute: Invalid value: "a/b/c": must not contain more than one slash',
        ],
    ),
    "settings are for a driver": (
        claim(config=[{}, {"opaque": {"driver": "a", "parameters": []}}]),
        [
            "spec.devices.config[0].opaque: Required value",
            'spec.devices.config[1].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
        ],
    ),
    "a template too": (
        of(
            "ResourceClaimTemplate",
            {"metadata": {"labels": {"a b": "c"}}, "spec": claim({"name": "a"})["spec"]},
        ),
        [
            f'spec.metadata.labels: Invalid value: "a b": {next(iter(names.qualified_name("a b")))}',
            "spec.spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
        ],
    ),
    "a class": (
        device_class(
            selectors=[{"cel": {"expression": "device.driver == 'a'"}}],
            extendedResourceName="example.com/gpu",
        ),
        [],
    ),
    "of a resource of its own": (
        device_class(extendedResourceName="cpu"),
        ['spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name'],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CLAIMS.values(), ids=CLAIMS)
def test_claims_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


CAPACITY = f"{DEVICE}.capacity[memory].requestPolicy"
RANGE = f"{CAPACITY}.validRange"
PLACE = "`nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection`"
OFFERS: dict[str, tuple[Object, list[str]]] = {
    "a device": (
        offer(
            device(
                attributes={"model": {"string": "x"}, "example.com/v": {"version": "1.0.0-rc.1+b"}}
            )
        ),
        [],
    ),
    "somewhere": (
        offer(nodeName=None),
        [f"spec: Required value: exactly one of {PLACE} is required"],
    ),
    "in one place": (
        offer(allNodes=True),
        [
            f'spec: Invalid value: "{{`nodeName`, `allNodes`}}": exactly one of {PLACE} is required, but multiple fields are set'
        ],
    ),
    "not nowhere": (
        offer(nodeName="", allNodes=False),
        [
            'spec.nodeName: Invalid value: "": must be either unset or set to a non-empty string',
            "spec.allNodes: Invalid value: false: must be either unset or set to true",
            f"spec: Required value: exactly one of {PLACE} is required",
        ],
    ),
    "in a pool": (
        offer(pool={"name": "a/B", "generation": -1}),
        [
            f'spec.pool.name: Invalid value: "B": {SUBDOMAIN}',
            "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero",
            "spec.pool.generation: Invalid value: -1: must be greater than or equal to zero",
        ],
    ),
    "devices, or what they share": (
        offer(device(), sharedCounters=[{"name": "a", "counters": {"b": {"value": "1"}}}]),
        ['spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed'],
    ),
    "what they share has names": (
        offer(sharedCounters=[{"name": "A", "counters": {"B": {"value": "1"}}}, {"name": "c"}]),
        [
            f'spec.sharedCounters[0].name: Invalid value: "A": {LABEL}',
            f'spec.sharedCounters[0].counters: Invalid value: "B": {LABEL}',
            "spec.sharedCounters[1].counters: Required value",
        ],
    ),
    "a device once": (offer(device(), device()), ['spec.devices[1]: Duplicate value: "one"']),
    "an attribute has one value": (
        offer(device(attributes={"a": {"int": 1, "bool": True}, "b": {}, "c": {"version": "1"}})),
        [
            f'{DEVICE}.attributes[a]: Invalid value: {{"IntValue":1,"BoolValue":true,"StringValue":null,"VersionValue":null,"IntValues":null,'
            '"BoolValues":null,"StringValues":null,"VersionValues":null}: exactly one value must be specified',
            f'{DEVICE}.attributes[b]: Invalid value: "": exactly one value must be specified',
            f'{DEVICE}.attributes[c].version: Invalid value: "1": must be a string compatible with semver.org spec 2.0.0',
        ],
    ),
    "a taint works somehow": (
        offer(device(taints=[{"key": "a"}, {"key": "a", "effect": "Never"}])),
        [
            f"{DEVICE}.taints[0].effect: Required value",
            f'{DEVICE}.taints[1].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"',
        ],
    ),
    "where it is says the slice": (
        offer(device(nodeName="n2")),
        [
            f"{DEVICE}: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to "
            "true "
            "in the ResourceSlice spec"
        ],
    ),
    "or the device": (
        offer(device(), nodeName=None, perDeviceNodeSelection=True),
        [
            f"{DEVICE}: Required value: exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` "
            "is set "
            "to true in the ResourceSlice spec"
        ],
    ),
    "conditions go both ways": (
        offer(device(bindingConditions=["a", "a"])),
        [
            f'{DEVICE}.bindingConditions[1]: Duplicate value: "a"',
            f"{DEVICE}.bindingFailureConditions: Invalid value: null: bindingFailureConditions are required to use bindingConditions",
        ],
    ),
    "but not the same way": (
        offer(device(bindingConditions=["a"], bindingFailureConditions=["a"])),
        [
            f'{DEVICE}.bindingFailureConditions[0]: Invalid value: "a": bindingFailureConditions must not overlap with bindingConditions'
        ],
    ),
    "only what is shared has parts": (
        offer(device(capacity={"memory": {"value": "1", "requestPolicy": {}}})),
        [f"{CAPACITY}: Forbidden: allowMultipleAllocations must be true"],
    ),
    "parts of one sort": (
        sized(validValues=["1"], validRange={"min": "1"}),
        [
            f'{CAPACITY}: Forbidden: exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time'
        ],
    ),
    "one of them by default": (
        sized(validRange={"min": "1"}),
        [f"{CAPACITY}.default: Required value: required when validRange is defined"],
    ),
    "parts in order": (
        sized(default="3", validValues=["2", "1", "11", "2"]),
        [
            f'{CAPACITY}.validValues[1]: Invalid value: "1": values must be sorted in ascending order',
            f'{CAPACITY}.validValues[3]: Invalid value: "2": values must be sorted in ascending order',
            f'{CAPACITY}.validValues[2]: Invalid value: "11": option is larger than capacity value: 10',
            f'{CAPACITY}.validValues[3]: Duplicate value: "2"',
            f'{CAPACITY}.validValues: Invalid value: "3": default value is not valid according to the requestPolicy',
        ],
    ),
    "a range has ends": (
        sized(default="1", validRange={"min": "2", "max": "11"}),
        [
            f'{RANGE}.default: Invalid value: "1": default is less than min: 2',
            f'{RANGE}.max: Invalid value: "11": max is larger than capacity value: 10',
        ],
    ),
    "in the right order": (
        sized(default="5", validRange={"min": "5", "max": "4"}),
        [
            f'{RANGE}.max: Invalid value: "5": min is larger than max: 4',
            f'{RANGE}.default: Invalid value: "5": default is more than max: 4',
        ],
    ),
    "and a beginning": (
        sized(default="1", validRange={"max": "2"}),
        [f"{RANGE}.min: Required value: required when validRange is defined"],
    ),
    "and steps": (
        sized(default="4", validRange={"min": "1", "max": "7", "step": "2"}),
        [f'{RANGE}.step: Invalid value: "4": value is not a multiple of a given step (2) from (1)'],
    ),
    "that lead on": (
        sized(default="1", validRange={"min": "1", "step": "0"}),
        [f'{RANGE}.step: Invalid value: "0": must be greater than zero'],
    ),
    "but not too far": (
        sized(default="1", validRange={"min": "1", "step": "10"}),
        [f'{RANGE}.step: Invalid value: "10": one step 11 is larger than capacity value: 10'],
    ),
    "a taint for some devices": (taint(), []),
    "of a known effect": (
        taint(effect="Never"),
        [
            'spec.taint.effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"'
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), OFFERS.values(), ids=OFFERS)
def test_offers_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_what_was_wished_for_stays(refusals: Refusals) -> None:
    (reason,) = refusals(claim(exactly(count=2)), claim(exactly()))
    assert reason.startswith("spec: Invalid value: {")
    assert reason.endswith("field is immutable")


def test_where_devices_are_stays(refusals: Refusals) -> None:
    assert refusals(offer(nodeName="n2"), offer()) == [
        'spec.nodeName: Invalid value: "n2": field is immutable'
    ]


STATES: dict[str, tuple[Object, str]] = {
    "new": ({}, "pending"),
    "given": ({"allocation": {}}, "allocated"),
    "in use": ({"allocation": {}, "reservedFor": [{"name": "web"}]}, "allocated,reserved"),
}


@pytest.mark.parametrize(("status", "state"), STATES.values(), ids=STATES)
def test_a_claims_table_tells_how_far_it_got(
    cells: Callable[[Object], list[str]], status: Object, state: str
) -> None:
    assert cells(claim(status=status)) == [state]


def test_one_that_is_going_is_not_pending(cells: Callable[[Object], list[str]]) -> None:
    assert cells(
        {**claim(), "metadata": {"name": "a", "deletionTimestamp": "2026-11-23T08:00:00Z"}}
    ) == ["deleted"]


def test_a_slices_table_tells_where_it_is(cells: Callable[[Object], list[str]]) -> None:
    assert cells(offer()) == ["n1", "gpu.example.com", "n1"]
