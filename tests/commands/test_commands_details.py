"""Details that people meet who type what they know from kubectl."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: a}]}
"""
MAPS = "\n---\n".join(
    f'{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {{"name": "{name}"}}}}'
    for name in "ab"
)


def definition(group: str, kind: str, *versions: str) -> str:
    """A CustomResourceDefinition with the short name `f`; its versions, of which the first is the
    stored one: `v1`, `v1beta1!` (deprecated), `v1beta2!no more` (with these words).
    """
    made = []
    for number, version in enumerate(versions):
        name, mark, words = version.partition("!")
        schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        one = {
            "name": name,
            "served": True,
            "storage": not number,
            "schema": {"openAPIV3Schema": schema},
        }
        deprecated = {"deprecated": True} if mark else {}
        made.append({**one, **deprecated, **({"deprecationWarning": words} if words else {})})
    names = {"plural": kind.lower() + "s", "kind": kind, "shortNames": ["f"]}
    return json.dumps(
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{kind.lower()}s.{group}"},
            "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": made},
        }
    )


@pytest.fixture
def custom(terminal: Terminal) -> Terminal:
    for text in (
        definition("a.com", "Foo", "v1", "v1beta1!", "v1beta2!no more", "v2!"),
        definition("b.com", "Far", "v1"),
    ):
        assert terminal("minik create -f -", text).err == ""
    return terminal


@pytest.mark.parametrize(
    ("version", "warning"),
    [
        ("v1", ""),
        ("v1beta1", "Warning: a.com/v1beta1 Foo is deprecated; use a.com/v1 Foo\n"),
        ("v1beta2", "Warning: no more\n"),
        ("v2", "Warning: a.com/v2 Foo is deprecated\n"),
    ],
)
def test_a_deprecated_version_warns(custom: Terminal, version: str, warning: str) -> None:
    foo = f"apiVersion: a.com/{version}\nkind: Foo\nmetadata: {{name: x}}\n"
    Path("foo.yaml").write_text(foo)
    for line in ("create -f foo.yaml", "get -f foo.yaml", f"get foos.{version}.a.com"):
        answer = custom(f"minik {line}")
        assert (answer.exit, answer.err) == (0, warning), line


def test_a_short_name_of_two_kinds_means_the_first(custom: Terminal) -> None:
    custom("minik create -f -", "{apiVersion: a.com/v1, kind: Foo, metadata: {name: x}}")
    assert custom("minik get f -o name") == (
        0,
        "foo.a.com/x\n",
        'Warning: short name "f" could also match lower priority resource fars.b.com\n'
        "Warning: a.com/v2 Foo is deprecated\n",
    )
    assert custom("minik get foos -o name").err == "Warning: a.com/v2 Foo is deprecated\n"


@pytest.mark.parametrize("line", ["patch --local", "patch --dry-run=client"])
def test_a_custom_resource_has_no_strategy(custom: Terminal, line: str) -> None:
    Path("x.yaml").write_text("{apiVersion: a.com/v1, kind: Foo, metadata: {name: x}}")
    custom("minik create -f x.yaml")
    assert custom(f"minik {line} -f x.yaml -p '{{}}'").err == (
        "error: cannot apply strategic merge patch for a.com/v1, Kind=Foo locally, try --type merge\n"
    )
    assert custom(f"minik {line} --type=merge -f x.yaml -p '{{}}'").exit == 0


@pytest.mark.parametrize(
    "line",
    [
        "replace -f a.json",
        "replace --dry-run=server -f a.json",
        "apply -f a.json",
        'patch cm a -p \'{"metadata": {"resourceVersion": "0"}}\'',
        'patch cm a --type=merge -p \'{"metadata": {"resourceVersion": "0"}}\'',
    ],
)
def test_resource_version_0_is_no_condition(terminal: Terminal, line: str) -> None:
    metadata = {"name": "a", "resourceVersion": "0"}
    made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
    Path("a.json").write_text(json.dumps(made))
    assert terminal("minik create -f a.json").exit == 0
    assert terminal(f"minik {line}").exit == 0
    changed = Path("a.json").read_text().replace('"0"', '"1"')
    assert terminal("minik replace -f -", changed).err.startswith("Error from server (Conflict)")


@pytest.mark.parametrize("schedule", ["59 23 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_a_schedule_that_never_comes_is_told(terminal: Terminal, schedule: str) -> None:
    terminal(f"minik create cronjob c --image=a --schedule='{schedule}'")
    terminal("minik create cronjob often --image=a --schedule='* * * * *'")
    events = terminal("minik get events -o jsonpath={.items[*].message}").out
    why = "time difference between two schedules is less than 1 second"
    assert events == f"invalid schedule: {schedule} : {why}"
    assert "InvalidSchedule" in terminal("minik events --for cronjob/c --types=Warning").out


@pytest.mark.parametrize("value", ["p", "-1", "1x", "1 s"])
@pytest.mark.parametrize("line", ["get pods", "create ns a", "delete ns a"])
def test_a_wrong_timeout_is_refused(terminal: Terminal, line: str, value: str) -> None:
    answer = terminal(f"minik {line} --request-timeout='{value}'")
    assert (answer.exit, answer.err[:30]) == (1, "error: Invalid timeout value. ")


@pytest.mark.parametrize("value", ["1", "1s", "1m30s", "0", "-1s"])
def test_a_timeout_is_taken(terminal: Terminal, value: str) -> None:
    assert terminal(f"minik get svc -o name --request-timeout={value}").exit == 0


def test_several_objects_of_a_file_are_shown_but_not_watched(terminal: Terminal) -> None:
    Path("maps.yaml").write_text(MAPS)
    terminal("minik create -f maps.yaml")
    assert terminal("minik get -w -o name -f maps.yaml --request-timeout=1") == (
        1,
        "configmap/a\nconfigmap/b\n",
        "error: watch is only supported on individual resources and resource collections - "
        "2 resources were found\n",
    )


@pytest.mark.parametrize("verb", ["cordon", "uncordon", "drain"])
def test_an_empty_selector_selects_no_node(terminal: Terminal, verb: str) -> None:
    nothing = terminal(f"minik {verb} --selector=")
    assert nothing.err.startswith("error: You must provide one or more resources by argument")
    assert terminal(f"minik {verb}").err.startswith(f"error: USAGE: {verb} NODE [flags]")
    assert terminal(f"minik {verb} node-1 --selector= --dry-run=client").exit == 0


VARIABLES = "A=b # c\n# D=e\nF\nG=h=i\nE=\n"


@pytest.mark.parametrize("way", ["-", "-e -", "--env=-"])
def test_variables_may_stand_on_standard_input(terminal: Terminal, way: str) -> None:
    Path("p.yaml").write_text(POD)
    line = f"minik set env -f p.yaml {way} --local -o jsonpath={{.spec.containers[0].env}}"
    given = [{"name": "A", "value": "b"}, {"name": "G", "value": "h=i"}, {"name": "E"}]
    assert json.loads(terminal(line, VARIABLES).out) == given


def test_standard_input_is_read_once(terminal: Terminal) -> None:
    assert terminal("minik set env -f - - --local", POD).err == (
        "error: standard input cannot be used for multiple arguments\n"
    )


PLACE = "/api/v1/namespaces/default/configmaps"


@pytest.mark.parametrize(
    ("version", "kind", "why"),
    [
        (
            "v1",
            "Secret",
            'Secret in version "v1" cannot be handled as a ConfigMap: '
            "converting (v1.Secret) to (core.ConfigMap): unknown conversion",
        ),
        (
            "apps/v1",
            "Deployment",
            'Deployment in version "v1" cannot be handled as a ConfigMap: '
            "converting (v1.Deployment) to (core.ConfigMap): unknown conversion",
        ),
        (
            "v2",
            "ConfigMap",
            'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is '
            'registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
        ),
    ],
)
def test_an_object_of_another_kind_does_not_belong_at_a_path(
    terminal: Terminal, version: str, kind: str, why: str
) -> None:
    sent = json.dumps({"apiVersion": version, "kind": kind, "metadata": {"name": "a"}})
    assert terminal(f"minik create --raw {PLACE} -f -", sent).err == (
        f"Error from server (BadRequest): {why}\n"
    )


def test_a_path_says_what_kind_is_meant(terminal: Terminal) -> None:
    answer = terminal(f"minik create --raw {PLACE} -f -", '{"metadata": {"name": "a"}}')
    assert json.loads(answer.out)["kind"] == "ConfigMap"
