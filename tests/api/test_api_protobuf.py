"""Kubernetes' protobuf: what is written is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from minik.api import protobuf, protobuf_writing
from minik.api.protobuf import Broken
from minik.model.object import Object

POD: Object = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "a",
        "labels": {"x": "1", "y": ""},
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "n", "uid": "u", "controller": True}],
        "generation": 3,
    },
    "spec": {
        "containers": [
            {
                "name": "c",
                "image": "i",
                "ports": [{"containerPort": 80}],
                "resources": {"requests": {"cpu": "100m"}},
                "readinessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 5},
                "livenessProbe": {"tcpSocket": {"port": 8080}},
            }
        ],
        "volumes": [{"name": "v", "emptyDir": {}}, {"name": "s", "secret": {"secretName": "x"}}],
        "enableServiceLinks": False,
        "tolerations": [{"key": "k", "tolerationSeconds": -1}],
    },
}  # fmt: skip
SECRET: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "s"},
    "data": {"k": "AAE="},
    "type": "Opaque",
}


@pytest.mark.parametrize("obj", [POD, SECRET], ids=["a pod", "bytes"])
def test_what_is_written_is_read_again(obj: Object) -> None:
    assert protobuf.decode(protobuf_writing.encode(obj)) == obj


def test_the_bytes_of_a_config_map_are_those_of_kubectl() -> None:
    data = protobuf_writing.encode(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}
    )
    assert data == (
        b"k8s\x00\n\x0f\n\x02v1\x12\tConfigMap\x12\x0d\n\x03\n\x01a\x12\x06\n\x01k\x12\x01v\x1a\x00\x22\x00"
    )


def test_what_names_no_kind_is_of_the_kind_that_is_expected() -> None:
    unnamed = b"k8s\x00\x12\x05\n\x03\n\x01a"
    decoded = protobuf.decode(unnamed, ("v1", "ConfigMap"))
    assert (decoded["kind"], decoded["metadata"]) == ("ConfigMap", {"name": "a"})


@given(some.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_refusal(data: bytes) -> None:
    try:
        protobuf.decode(b"k8s\x00" + data, ("v1", "Pod"))
    except Broken:
        return


@given(some.binary(max_size=60), some.integers(0, 400))
def test_nor_does_a_pod_with_other_bytes_in_it(data: bytes, at: int) -> None:
    whole = protobuf_writing.encode(POD)
    try:
        protobuf.decode(whole[:at] + data + whole[at + len(data) :])
    except Broken:
        return
