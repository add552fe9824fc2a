"""That nothing changes is seen early, and only where the whole comparison says so, too."""

import copy
import random
from typing import Any

import pytest

from minik.client.difference import ADDITIONS, adds_nothing, strategic_diff
from minik.errors import ClientError

CONTAINER = {
    "name": "main",
    "image": "web:1",
    "ports": [
        {"containerPort": 53, "protocol": "TCP"},
        {"containerPort": 53, "protocol": "UDP"},
    ],
    "env": [{"name": "A", "value": "1"}],
    "args": ["a", "b"],
}
SPEC = {
    "containers": [CONTAINER],
    "volumes": [{"name": "v", "emptyDir": {}}, {"name": "w", "configMap": {"name": "c"}}],
    "tolerations": [{"key": "k"}],
    "hostNetwork": False,
}
METADATA = {"name": "a", "labels": {"a": "b"}, "finalizers": ["b", "a"]}
ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": SPEC}
OBJECTS: dict[str, Any] = {
    "io.k8s.api.core.v1.Pod": {"metadata": METADATA, "spec": SPEC},
    "io.k8s.api.core.v1.Service": {
        "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 80, "protocol": "TCP"}], "clusterIPs": ["1", "2"]},
    },
    "io.k8s.api.apps.v1.Deployment": {
        "metadata": {"name": "a"},
        "spec": {"strategy": ROLLING, "replicas": 1, "template": TEMPLATE},
    },
}
DEFAULTED = {"terminationMessagePath": "/dev/termination-log", "resources": {}}
VALUES: tuple[Any, ...] = (None, 1, True, False, 0, "", {}, [], "x")


def nested(value: Any) -> list[Any]:
    """Every list and mapping in a value that is not empty."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if parts else []
    return [*own, *(inner for part in parts for inner in nested(part))]


def mutate(value: Any, chance: random.Random) -> Any:
    """A copy with a few random changes."""
    changed = copy.deepcopy(value)
    for _ in range(chance.choice((0, 1, 1, 2))):
        part = chance.choice(nested(changed))
        place = chance.choice(list(part) if isinstance(part, dict) else range(len(part)))
        action = chance.randrange(4)
        if action == 0:
            del part[place]
        elif action == 1:
            part[place] = chance.choice(VALUES)
        elif isinstance(part, dict):
            part[chance.choice("xyz")] = chance.choice(VALUES)
        elif action == 2:
            chance.shuffle(part)
        else:
            part.append(copy.deepcopy(part[place]))
        if not nested(changed):
            return copy.deepcopy(value)
    return changed


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("shape", OBJECTS)
def test_what_adds_nothing_has_an_empty_diff(shape: str, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(50):
        old = mutate(OBJECTS[shape], chance)
        new = mutate(old, chance)
        if adds_nothing(old, new, shape):
            assert strategic_diff(old, new, shape, ADDITIONS) == {}


@pytest.mark.parametrize("shape", ["io.k8s.api.core.v1.Pod", "io.k8s.api.apps.v1.Deployment"])
def test_what_the_server_has_filled_in_is_no_difference(shape: str) -> None:
    new = copy.deepcopy(OBJECTS[shape])
    new["metadata"].pop("finalizers", None)
    new["spec"].pop("strategy", None)
    old = copy.deepcopy(new)
    spec = old["spec"].get("template", old)["spec"]
    spec["containers"][0] |= DEFAULTED
    spec["schedulerName"] = "default-scheduler"
    volumes = new["spec"].get("template", new)["spec"]
    del volumes["volumes"]  # its elements are unions, of which the whole comparison decides
    assert adds_nothing(old, new, shape)
    assert not adds_nothing(new, old, shape)


def test_a_list_without_a_merge_key_is_compared_as_a_whole() -> None:
    shape = "io.k8s.api.core.v1.Pod"
    old = {"spec": {"tolerations": [{"key": "k", "operator": "Exists"}]}}
    assert not adds_nothing(old, {"spec": {"tolerations": [{"key": "k"}]}}, shape)


def test_an_error_of_the_comparison_is_left_to_it() -> None:
    shape = "io.k8s.api.core.v1.Service"
    old, new = {"spec": {"ports": [{"port": 80}]}}, {"spec": {"ports": [{"name": "http"}]}}
    assert not adds_nothing(old, new, shape)
    with pytest.raises(ClientError):
        strategic_diff(old, new, shape, ADDITIONS)
