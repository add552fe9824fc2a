"""`apply`: what it says, what it keeps, and what it refuses."""

import json
from pathlib import Path

import pytest
from typing_in import Answer, Terminal

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: 'VALUE'}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"


def config(name: str = "cm", value: str = "1") -> str:
    return CONFIG.replace("NAME", name).replace("VALUE", value)


def write(path: str, *documents: str) -> None:
    Path(path).write_text("---\n".join(documents))


def data(terminal: Terminal, name: str) -> object:
    return json.loads(terminal(f"minik get cm {name} -o json").out)["data"]


def test_what_is_right_is_saved_and_what_is_wrong_is_told(terminal: Terminal) -> None:
    write(
        "a.yaml",
        config("one"),
        SERVICE.replace("80", "0"),
        config("two"),
        config("last").replace("{a:", "{a b:"),
    )
    answer = terminal("minik apply -f a.yaml")
    assert (answer.exit, answer.out) == (1, "configmap/one created\nconfigmap/two created\n")
    first, last = answer.err.splitlines()[0], answer.err.splitlines()[-1]
    assert first.startswith(
        'Error from server (Invalid): error when creating "a.yaml": Service "web" is invalid: '
    )
    assert last.startswith(
        'Error from server (Invalid): error when creating "a.yaml": ConfigMap "last" is invalid: '
    )
    assert terminal("minik get cm one two -o name").out == "configmap/one\nconfigmap/two\n"


def test_a_file_that_cannot_be_read_does_not_stop_the_next(terminal: Terminal) -> None:
    write("bad.yaml", "a: [")
    write("good.yaml", config())
    answer = terminal("minik apply -f bad.yaml,good.yaml")
    assert (answer.exit, answer.out) == (1, "configmap/cm created\n")
    assert answer.err.startswith(
        "error: error parsing bad.yaml: error converting YAML to JSON: yaml: "
    )


def test_what_cannot_even_be_tried_is_told_first_and_without_prefix(terminal: Terminal) -> None:
    write("a.yaml", SERVICE.replace("80", "0"), "apiVersion: v1\nkind: Nope\nmetadata: {name: x}\n")
    answer = terminal("minik apply -f a.yaml")
    assert answer.err.splitlines()[0] == (
        'resource mapping not found for name: "x" namespace: "" from "a.yaml": '
        'no matches for kind "Nope" in version "v1"'
    )
    assert answer.err.splitlines()[-1].startswith("Error from server (Invalid): ")


def test_nothing_changed_nothing_written(terminal: Terminal) -> None:
    write("a.yaml", config(), SERVICE)
    terminal("minik apply -f a.yaml")
    before = Path("state.json").stat()
    assert terminal("minik apply -f a.yaml") == Answer(
        0, "configmap/cm unchanged\nservice/web unchanged\n", ""
    )
    assert Path("state.json").stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("strategy", "suffix"), [("client", "(dry run)"), ("server", "(server dry run)")]
)
def test_a_dry_run_changes_nothing(terminal: Terminal, strategy: str, suffix: str) -> None:
    write("a.yaml", config())
    assert (
        terminal(f"minik apply -f a.yaml --dry-run={strategy}").out
        == f"configmap/cm created {suffix}\n"
    )
    terminal("minik apply -f a.yaml")
    write("a.yaml", config(value="2"))
    assert (
        terminal(f"minik apply -f a.yaml --dry-run={strategy}").out
        == f"configmap/cm configured {suffix}\n"
    )
    assert data(terminal, "cm") == {"a": "1"}


def test_a_server_side_dry_run_judges_each_document_alone(terminal: Terminal) -> None:
    blue = config().replace("{name: cm}", "{name: cm, namespace: blue}")
    write("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: blue}\n", blue)
    answer = terminal("minik apply -f a.yaml --dry-run=server")
    assert answer.out == "namespace/blue created (server dry run)\n"
    assert (
        answer.err
        == 'Error from server (NotFound): error when creating "a.yaml": namespaces "blue" not found\n'
    )
    assert terminal("minik apply -f a.yaml").out == "namespace/blue created\nconfigmap/cm created\n"


def test_one_object_is_shown_alone_and_several_as_a_list(terminal: Terminal) -> None:
    write("a.yaml", config("one"))
    write("b.yaml", config("one"), config("two"))
    alone = json.loads(terminal("minik apply -f a.yaml -o json").out)
    both = json.loads(terminal("minik apply -f b.yaml -o json").out)
    assert (alone["kind"], alone["metadata"]["name"]) == ("ConfigMap", "one")
    assert (
        both["kind"],
        both["metadata"],
        [item["metadata"]["name"] for item in both["items"]],
    ) == ("List", {}, ["one", "two"])
    assert terminal("minik apply -f b.yaml -o name").out == "configmap/one\nconfigmap/two\n"


def test_a_format_that_there_is_not_is_refused_before_anything_is_done(terminal: Terminal) -> None:
    write("a.yaml", config())
    answer = terminal("minik apply -f a.yaml -o wide")
    assert (answer.exit, answer.err.partition(", allowed")[0]) == (
        1,
        'error: unable to match a printer suitable for the output format "wide"',
    )
    assert terminal("minik get cm cm").exit == 1


def test_only_the_labelled(terminal: Terminal) -> None:
    write(
        "a.yaml", config("one"), config("two").replace("{name: two}", "{name: two, labels: {a: b}}")
    )
    assert terminal("minik apply -f a.yaml -l a=b").out == "configmap/two created\n"
    assert terminal("minik apply -f a.yaml -l a=c") == Answer(
        1, "", "error: no objects passed to apply\n"
    )


@pytest.mark.parametrize(
    ("level", "exit", "said"),
    [
        ("strict", 1, 'Error from server (BadRequest): error when creating "a.yaml"'),
        ("warn", 0, 'Warning: unknown field "date"\n'),
        ("ignore", 0, ""),
        ("true", 1, "Error from server"),
        ("false", 0, ""),
    ],
)
def test_unknown_fields(terminal: Terminal, level: str, exit: int, said: str) -> None:  # noqa: A002
    write("a.yaml", config() + "date: {}\n")
    answer = terminal(f"minik apply -f a.yaml --validate={level}")
    assert (answer.exit, answer.err.startswith(said), bool(answer.err)) == (exit, True, bool(said))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik apply", "error: must specify one of -f and -k\n"),
        (
            "minik apply x",
            "error: Unexpected args: [x]\nSee 'minik apply -h' for help and examples\n",
        ),
        ("minik apply -f nope.yaml", 'error: the path "nope.yaml" does not exist\n'),
        (
            "minik apply -f a.yaml --dry-run=x",
            'error: Invalid dry-run value (x). Must be "none", "server", or "client".\n',
        ),
        (
            "minik apply -f a.yaml --validate=x",
            'error: invalid - validate option "x"; must be one of: strict (or true), warn, ignore (or false)\n',
        ),
        (
            "minik apply -f a.yaml --force --dry-run=server",
            "error: --dry-run=server cannot be used with --force\n",
        ),
        (
            "minik apply -f a.yaml --bogus",
            "error: unknown flag: --bogus\nSee 'minik apply --help' for usage.\n",
        ),
        (
            "minik apply -f a.yaml -z",
            "error: unknown shorthand flag: 'z' in -z\nSee 'minik apply --help' for usage.\n",
        ),
        (
            "minik apply -f",
            "error: flag needs an argument: 'f' in -f\nSee 'minik apply --help' for usage.\n",
        ),
        (
            "minik apply --filename",
            "error: flag needs an argument: --filename\nSee 'minik apply --help' for usage.\n",
        ),
        (
            "minik apply -f a.yaml --overwrite=perhaps",
            'error: invalid argument "perhaps" for "--overwrite" flag: strconv.ParseBool: parsing "perhaps": invalid syntax\n'
            "See 'minik apply --help' for usage.\n",
        ),
    ],
)
def test_misuse_is_worded_as_kubectl_words_it(terminal: Terminal, line: str, said: str) -> None:
    write("a.yaml", config())
    assert terminal(line) == Answer(1, "", said)


def test_the_namespace_of_the_command_line_and_of_the_document(terminal: Terminal) -> None:
    terminal("minik create namespace blue")
    write("a.yaml", config())
    assert terminal("minik apply -f a.yaml -n blue").out == "configmap/cm created\n"
    assert terminal("minik -n blue apply -f a.yaml").out == "configmap/cm unchanged\n"
    write("b.yaml", config().replace("{name: cm}", "{name: cm, namespace: blue}"))
    assert terminal("minik apply -f b.yaml").out == "configmap/cm unchanged\n"
    assert terminal("minik apply -n default -f b.yaml").err.startswith(
        'error: the namespace from the provided object "blue" does not match the namespace "default". '
    )


@pytest.mark.proves("F40")
def test_a_headless_service_stays_headless_when_the_file_no_longer_says_so(
    terminal: Terminal,
) -> None:
    write("a.yaml", SERVICE.replace("{ports", "{clusterIP: None, ports"))
    terminal("minik apply -f a.yaml")
    write("a.yaml", SERVICE)
    assert terminal("minik apply -f a.yaml").out == "service/web configured\n"
    assert terminal("minik get svc web -o jsonpath={.spec.clusterIP}").out == "None"


@pytest.mark.proves("F36")
def test_a_second_protocol_for_a_port_number_takes_the_place_of_the_first(
    terminal: Terminal,
) -> None:
    tcp, udp = "{name: tcp, port: 53, protocol: TCP}", "{name: udp, port: 53, protocol: UDP}"
    write("a.yaml", SERVICE.replace("{port: 80}", tcp))
    terminal("minik apply -f a.yaml")
    write("a.yaml", SERVICE.replace("{port: 80}", f"{tcp}, {udp}"))
    terminal("minik apply -f a.yaml")
    found = json.loads(terminal("minik get svc web -o json").out)["spec"]["ports"]
    assert [(port["name"], port["protocol"]) for port in found] == [("tcp", "TCP")]


def test_custom_resources_are_applied_once_their_definition_is_there(terminal: Terminal) -> None:
    write(
        "crd.yaml",
        json.dumps(
            {
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "metadata": {"name": "widgets.example.com"},
                "spec": {
                    "group": "example.com",
                    "scope": "Namespaced",
                    "names": {"kind": "Widget", "plural": "widgets"},
                    "versions": [
                        {
                            "name": "v1",
                            "served": True,
                            "storage": True,
                            "schema": {
                                "openAPIV3Schema": {
                                    "type": "object",
                                    "required": ["metadata", "spec"],
                                    "x-kubernetes-preserve-unknown-fields": True,
                                }
                            },
                        }
                    ],
                },
            }
        ),
    )
    write(
        "w.yaml",
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {sizes: [1, 2], colour: red}\n",
    )
    assert terminal("minik apply -f w.yaml").exit == 1
    terminal("minik apply -f crd.yaml")
    assert terminal("minik apply -f w.yaml").out == "widget.example.com/w created\n"
    write(
        "w.yaml",
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {sizes: [3]}\n",
    )
    assert terminal("minik apply -f w.yaml").out == "widget.example.com/w configured\n"
    assert terminal("minik apply -f w.yaml").out == "widget.example.com/w unchanged\n"
    assert json.loads(terminal("minik get widgets w -o json").out)["spec"] == {"sizes": [3]}


def test_options_stand_anywhere_and_letters_together(terminal: Terminal) -> None:
    Path("d/e").mkdir(parents=True)
    write("d/e/a.yaml", config())
    assert terminal("minik apply -Rfd").out == "configmap/cm created\n"
    assert (
        terminal("minik apply --recursive=true --filename d --force=false").out
        == "configmap/cm unchanged\n"
    )
    assert (
        terminal("minik apply -f d").err
        == "error: error reading [d]: recognized file extensions are [.json .yaml .yml]\n"
    )


def test_an_object_on_its_way_out_is_pointed_out(terminal: Terminal) -> None:
    write("a.yaml", config().replace("{name: cm}", "{name: cm, finalizers: [a.b/c]}"))
    terminal("minik apply -f a.yaml")
    terminal("minik delete -f a.yaml --wait=false")
    write("a.yaml", config(value="2").replace("{name: cm}", "{name: cm, finalizers: [a.b/c]}"))
    answer = terminal("minik apply -f a.yaml")
    assert (answer.out, answer.err) == (
        "configmap/cm configured\n",
        "Warning: Detected changes to resource cm which is currently being deleted.\n",
    )


def test_a_pod_whose_profile_stood_in_an_annotation_can_be_changed_at_once(
    terminal: Terminal,
) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {container.apparmor.security.beta.kubernetes.io/c: localhost/x}}\n"
        "spec: {containers: [{name: c, image: x}]}\n"
    )
    write("a.yaml", pod, pod.replace("name: a,", "name: a, labels: {b: c},"))
    assert terminal("minik apply -f a.yaml").out == "pod/a created\npod/a configured\n"
