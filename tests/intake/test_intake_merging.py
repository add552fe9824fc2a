"""Patches, held against what kubectl made of the same objects, against RFC 7386, and against their
own laws.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.client import difference
from minik.client.difference import json_merge_diff, strategic_diff
from minik.errors import ClientError, Unexpected
from minik.intake import merging
from minik.model.object import Object

DATA = Path(__file__).parent.parent / "data" / "patches"
SHAPES = {"Service": "io.k8s.api.core.v1.Service", "Deployment": "io.k8s.api.apps.v1.Deployment"}
THREE_WAY = [json.loads(line) for line in (DATA / "three_way.jsonl").read_text().splitlines()]
MERGES = [json.loads(line) for line in (DATA / "merges.jsonl").read_text().splitlines()]
POD = "io.k8s.api.core.v1.PodSpec"
SERVICE = "io.k8s.api.core.v1.ServiceSpec"


def told(value: Any) -> Any:
    """Less what says nothing: nulls, empty lists and mappings, and what the recording left out."""
    if isinstance(value, dict):
        parts = {
            name: told(part)
            for name, part in value.items()
            if name not in ("creationTimestamp", "status", "resources")
        }
        return {name: part for name, part in parts.items() if part not in (None, [], {})}
    return [told(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "case", THREE_WAY, ids=[f"{case['kind']}-{number}" for number, case in enumerate(THREE_WAY)]
)
def test_apply_sends_the_patch_that_kubectl_sends(case: dict[str, Any]) -> None:
    original, modified, current = parts = [
        case[name] for name in ("original", "modified", "current")
    ]
    before = copy.deepcopy(parts)
    if case["patch"] is None:
        with pytest.raises(ClientError, match="doesn't match"):
            difference.three_way_patch(original, modified, current, SHAPES[case["kind"]])
    else:
        assert (
            difference.three_way_patch(original, modified, current, SHAPES[case["kind"]])
            == case["patch"]
        )
    assert parts == before


@pytest.mark.parametrize(
    "case", MERGES, ids=[f"{case['kind']}-{number}" for number, case in enumerate(MERGES)]
)
def test_a_strategic_patch_makes_what_kubectl_makes_of_it(case: dict[str, Any]) -> None:
    before = copy.deepcopy(case)
    if case["result"] is None:
        with pytest.raises(ClientError):
            merging.strategic_merge(case["target"], case["patch"], SHAPES[case["kind"]])
    else:
        assert (
            told(merging.strategic_merge(case["target"], case["patch"], SHAPES[case["kind"]]))
            == case["result"]
        )
    assert case == before


@pytest.mark.parametrize(
    ("shape", "target", "patch", "result"),
    [
        (
            SERVICE,
            {"ports": [{"port": 80}]},
            {"ports": [{"port": 81}]},
            {"ports": [{"port": 81}, {"port": 80}]},
        ),
        (
            SERVICE,
            {"ports": [{"port": 80, "name": "a"}]},
            {"ports": [{"port": 80, "targetPort": 8}]},
            {"ports": [{"port": 80, "name": "a", "targetPort": 8}]},
        ),
        (
            SERVICE,
            {"ports": [{"port": 80}, {"port": 81}]},
            {"ports": [{"port": 80, "$patch": "delete"}]},
            {"ports": [{"port": 81}]},
        ),
        (
            SERVICE,
            {"ports": [{"port": 80}]},
            {"ports": [{"$patch": "replace"}, {"port": 9}]},
            {"ports": [{"port": 9}]},
        ),
        (
            SERVICE,
            {"externalIPs": ["1.1.1.1"]},
            {"externalIPs": ["2.2.2.2"]},
            {"externalIPs": ["2.2.2.2"]},
        ),
        (
            SERVICE,
            {"selector": {"a": "1", "b": "2"}},
            {"selector": {"$patch": "replace", "c": "3"}},
            {"selector": {"c": "3"}},
        ),
        (
            SERVICE,
            {"selector": {"a": "1"}, "type": "ClusterIP"},
            {"selector": {"$patch": "delete"}},
            {"selector": {}, "type": "ClusterIP"},
        ),
        (SERVICE, {"selector": {"a": "1"}}, {"selector": {"a": None, "b": None}}, {"selector": {}}),
        (SERVICE, {}, {"selector": {"a": "1", "b": None}}, {"selector": {"a": "1"}}),
        (
            SERVICE,
            {"ports": [{"port": 1}, {"port": 2}, {"port": 3}]},
            {"$setElementOrder/ports": [{"port": 3}, {"port": 1}]},
            {"ports": [{"port": 2}, {"port": 3}, {"port": 1}]},
        ),
        (
            POD,
            {"volumes": [{"name": "v", "emptyDir": {}}]},
            {
                "volumes": [
                    {"name": "v", "$retainKeys": ["name", "hostPath"], "hostPath": {"path": "/"}}
                ]
            },
            {"volumes": [{"name": "v", "hostPath": {"path": "/"}}]},
        ),
        (
            POD,
            {"tolerations": [{"key": "a"}]},
            {"tolerations": [{"key": "b"}]},
            {"tolerations": [{"key": "b"}]},
        ),
        (
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            {"finalizers": ["a", "b"]},
            {"finalizers": ["c"]},
            {"finalizers": ["c", "a", "b"]},
        ),
        (
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            {"finalizers": ["a", "b"]},
            {"$deleteFromPrimitiveList/finalizers": ["a"]},
            {"finalizers": ["b"]},
        ),
    ],
)
def test_lists_and_directives_merge_as_their_definition_says(
    shape: str, target: Object, patch: Object, result: Object
) -> None:
    assert merging.strategic_merge(target, patch, shape) == result


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ({"ports": [{"name": "x"}]}, "does not contain declared merge key: port"),
        ({"$patch": "keep"}, "unknown patch type: keep"),
        ({"$setElementOrder/ports": [{"port": 1}], "ports": [{"port": 2}]}, "doesn't match"),
        ({"ports": [{"port": 1}, "x"]}, "list element types are not identical"),
    ],
)
def test_a_patch_that_contradicts_itself_is_refused(patch: Object, why: str) -> None:
    with pytest.raises(ClientError, match=why):
        merging.strategic_merge({"ports": [{"port": 80}]}, patch, SERVICE)


@pytest.mark.proves("F36")
def test_of_two_ports_with_one_number_a_change_of_one_is_laid_over_the_first() -> None:
    live = {
        "ports": [
            {"port": 53, "protocol": "TCP", "name": "tcp"},
            {"port": 53, "protocol": "UDP", "name": "udp"},
        ]
    }
    patch = {"ports": [{"port": 53, "protocol": "UDP", "targetPort": 5353}]}
    assert merging.strategic_merge(live, patch, SERVICE)["ports"] == [
        {"port": 53, "protocol": "UDP", "name": "tcp", "targetPort": 5353},
        {"port": 53, "protocol": "UDP", "name": "udp"},
    ]


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # RFC 7386, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_json_merge_patch_is_laid_over_as_the_standard_says(
    target: Any, patch: Any, result: Any
) -> None:
    assert merging.json_merge(target, patch) == result


NAMES = st.sampled_from("abc")
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.integers(0, 2), st.booleans(), st.sampled_from(["", "x"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(NAMES, VALUES, max_size=3)
PORT: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"port": st.integers(80, 84)},
    optional={
        "name": NAMES,
        "protocol": st.sampled_from(["TCP", "UDP"]),
        "targetPort": st.integers(1, 3),
    },
)
SPECS = st.fixed_dictionaries(
    {},
    optional={
        "ports": st.lists(PORT, max_size=4, unique_by=lambda port: port["port"]),
        "selector": st.dictionaries(NAMES, st.sampled_from("xy"), max_size=2),
        "type": st.sampled_from(["ClusterIP", "NodePort"]),
        "externalIPs": st.lists(st.sampled_from(["1.1.1.1", "2.2.2.2"]), max_size=2),
    },
)


@given(MAPPINGS, MAPPINGS)
def test_the_difference_leads_from_the_old_to_the_new(old: Object, new: Object) -> None:
    assert json.dumps(
        merging.json_merge(old, json_merge_diff(old, new)), sort_keys=True
    ) == json.dumps(new, sort_keys=True)


@given(SPECS, SPECS)
def test_the_strategic_difference_leads_from_the_old_to_the_new(old: Object, new: Object) -> None:
    assert told(merging.strategic_merge(old, strategic_diff(old, new, SERVICE), SERVICE)) == told(
        new
    )


@given(SPECS, SPECS, SPECS)
def test_applying_again_changes_nothing(
    original: Object, modified: Object, current: Object
) -> None:
    after = merging.strategic_merge(
        current, difference.three_way_patch(original, modified, current, SERVICE), SERVICE
    )
    again = difference.three_way_patch(modified, modified, after, SERVICE)
    assert all(name.startswith("$setElementOrder/") for name in again)
    assert merging.strategic_merge(after, again, SERVICE) == after
    assert again == {} or len(after["ports"]) > len(modified["ports"])


@given(SPECS, SPECS)
def test_what_others_added_stays(file: Object, live: Object) -> None:
    after = merging.strategic_merge(
        live, difference.three_way_patch(file, file, live, SERVICE), SERVICE
    )
    assert {**live, **file}.keys() == after.keys()
    assert {port["port"] for port in [*live.get("ports", []), *file.get("ports", [])]} == {
        port["port"] for port in after.get("ports", [])
    }


@given(MAPPINGS, MAPPINGS, MAPPINGS)
def test_custom_resources_take_what_the_file_says_and_lose_what_it_says_no_more(
    original: Object, modified: Object, current: Object
) -> None:
    after = merging.json_merge(
        current, difference.three_way_patch(original, modified, current, None)
    )
    assert all(name in after for name in modified)
    assert not any(name in after for name in original if name not in modified)
    assert difference.three_way_patch(modified, modified, after, None) == {}


WORDS = st.sampled_from(
    [
        "ports",
        "selector",
        "externalIPs",
        "port",
        "name",
        "$patch",
        "$retainKeys",
        "$setElementOrder/ports",
        "$setElementOrder/externalIPs",
        "$deleteFromPrimitiveList/externalIPs",
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(79, 81),
        st.sampled_from(["x", "delete", "replace", "merge", "1.1.1.1"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=10,
)


@given(st.dictionaries(WORDS, ANYTHING, max_size=4))
def test_a_patch_is_laid_over_or_refused_whatever_is_in_it(patch: Object) -> None:
    live = {
        "ports": [{"port": 80, "name": "x"}, {"port": 81}],
        "selector": {"a": "b"},
        "externalIPs": ["1.1.1.1"],
    }
    before = copy.deepcopy((live, patch))
    try:
        assert isinstance(merging.strategic_merge(live, patch, SERVICE), dict)
    except ClientError as refused:
        assert refused.message
    assert (live, patch) == before


POD, POD_SPEC = "io.k8s.api.core.v1.Pod", "io.k8s.api.core.v1.PodSpec"


@pytest.mark.parametrize(
    ("labels", "stored"),
    [
        ({"$patch": "delete"}, {}),  # what has a directive of its own goes whole where nothing was
        ({"$patch": "replace", "a": "b"}, {}),
        ({"$retainKeys": ["a"], "a": "b"}, {"labels": {"a": "b"}}),
    ],
)
def test_directives_are_never_kept(labels: Object, stored: Object) -> None:
    patched = merging.strategic_merge({"metadata": {}}, {"metadata": {"labels": labels}}, POD)
    assert patched == {"metadata": stored}


def test_an_order_is_of_a_list_that_the_kind_has() -> None:
    with pytest.raises(Unexpected, match='in struct PodSpec for the json field "nope"'):
        merging.strategic_merge({}, {"$setElementOrder/nope": []}, POD_SPEC)


META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
PORTS = {"ports": [{"port": 80}]}


@pytest.mark.parametrize(
    ("shape", "target", "patch", "message"),
    [
        (SERVICE, PORTS, {"ports": [{"name": "x"}]},
         "map: map[name:x] does not contain declared merge key: port"),
        (SERVICE, PORTS, {"$patch": "keep"}, "unknown patch type: keep in map: map[$patch:keep]"),
        (SERVICE, PORTS, {"$setElementOrder/ports": "x"},
         "invalid patch format of setElementOrder list"),
        (SERVICE, PORTS, {"$setElementOrder/ports": ["x"]},
         "invalid patch format of setElementOrder list"),
        (SERVICE, {"ports": {}}, {"$setElementOrder/ports": []},
         "expected a []interface {}, but received a map[string]interface {}"),
        (SERVICE, {"ports": "x"}, {"$setElementOrder/ports": []},
         "expected a []interface {}, but received a string"),
        (SERVICE, {"ports": True}, {"$setElementOrder/ports": []},
         "expected a []interface {}, but received a bool"),
        (SERVICE, {"ports": 1.5}, {"$setElementOrder/ports": []},
         "expected a []interface {}, but received a float64"),
        (SERVICE, {"ports": 1}, {"$setElementOrder/ports": []},
         "expected a []interface {}, but received a int64"),
        (META, {"finalizers": ["a"]}, {"$deleteFromPrimitiveList/finalizers": "a"},
         "invalid patch format of primitive list"),
        (META, {"finalizers": ["a"]}, {"finalizers": [1]},
         "list element types are not identical: [[a] [1]]"),
        (META, {"finalizers": ["a"]}, {"finalizers": [["b"]]}, "lists of lists are not supported"),
        (POD_SPEC, {}, {"$retainKeys": "x"}, "invalid patch format of retainKeys"),
        (POD_SPEC, {}, {"$retainKeys": ["a"], "nodeName": "n"}, "invalid patch format of retainKeys"),
        (META, {"finalizers": [{"a": 1}]}, {"finalizers": [{"b": 1}]},
         "cannot merge lists without merge key for type map"),
    ],
)  # fmt: skip
def test_a_patch_that_cannot_be_laid_over_says_why(
    shape: str, target: Object, patch: Object, message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        merging.strategic_merge(target, patch, shape)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("patch", "result"),
    [
        ({"$retainKeys": ["a"]}, {}),
        ({"$retainKeys": ["nodeName", "x"], "nodeName": "n"}, {"nodeName": "n"}),
        ({"$retainKeys": ["hostname"]}, {"hostname": "h"}),
        ({"$retainKeys": ["hostname"], "nodeName": None}, {"hostname": "h"}),
        ({"hostname": None}, {"volumes": [{"name": "v"}]}),
        ({"hostname": {"a": None, "b": 1}}, {"hostname": {"b": 1}, "volumes": [{"name": "v"}]}),
        ({"volumes": []}, {"hostname": "h", "volumes": [{"name": "v"}]}),
        ({"volumes": "x"}, {"hostname": "h", "volumes": "x"}),
        (
            {"$deleteFromPrimitiveList/hostname": ["h"]},
            {"hostname": "h", "volumes": [{"name": "v"}]},
        ),
        (
            {"$setElementOrder/volumes": [{"name": "v"}]},
            {"hostname": "h", "volumes": [{"name": "v"}]},
        ),
        (
            {
                "$setElementOrder/volumes": [{"name": "w"}, {"name": "v"}],
                "volumes": [{"name": "w"}],
            },
            {"hostname": "h", "volumes": [{"name": "w"}, {"name": "v"}]},
        ),
        (
            {
                "$setElementOrder/imagePullSecrets": [{"name": "b"}, {"name": "a"}],
                "imagePullSecrets": [{"name": "b"}, {"name": "a"}],
            },
            {
                "hostname": "h",
                "volumes": [{"name": "v"}],
                "imagePullSecrets": [{"name": "b"}, {"name": "a"}],
            },
        ),
    ],
)
def test_what_a_patch_makes_of_a_pods_spec(patch: Object, result: Object) -> None:
    live = {"hostname": "h", "volumes": [{"name": "v"}]}
    assert merging.strategic_merge(live, patch, POD_SPEC) == result
