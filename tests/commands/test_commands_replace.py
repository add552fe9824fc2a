"""`replace` and `create -f`: objects put in, and put in the place of others."""

import json
from pathlib import Path

import pytest
from typing_in import Answer, Terminal

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: 'VALUE'}\n"


def write(value: str = "1") -> None:
    Path("a.yaml").write_text(CONFIG.replace("VALUE", value))


@pytest.fixture
def cluster(terminal: Terminal) -> Terminal:
    write()
    assert terminal("minik create -f a.yaml") == Answer(0, "configmap/cm created\n", "")
    return terminal


def stored(terminal: Terminal) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(terminal("minik get cm cm -o json").out)
    return found


def test_replacing(cluster: Terminal) -> None:
    before = stored(cluster)
    write("2")
    assert cluster("minik replace -f a.yaml") == Answer(0, "configmap/cm replaced\n", "")
    assert stored(cluster)["data"] == {"a": "2"}
    assert stored(cluster)["metadata"]["uid"] == before["metadata"]["uid"]
    assert stored(cluster)["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]


@pytest.mark.parametrize(
    ("strategy", "suffix"), [("client", "(dry run)"), ("server", "(server dry run)")]
)
def test_a_dry_run_replaces_nothing(cluster: Terminal, strategy: str, suffix: str) -> None:
    write("2")
    assert (
        cluster(f"minik replace -f a.yaml --dry-run={strategy}").out
        == f"configmap/cm replaced {suffix}\n"
    )
    assert stored(cluster)["data"] == {"a": "1"}


def test_replacing_by_force_deletes_and_creates(cluster: Terminal) -> None:
    before = stored(cluster)
    write("2")
    assert cluster("minik replace --force -f a.yaml") == Answer(
        0, 'configmap "cm" deleted from default namespace\nconfigmap/cm replaced\n', ""
    )
    assert stored(cluster)["metadata"]["uid"] != before["metadata"]["uid"]


def test_replacing_by_force_creates_what_is_not_there(cluster: Terminal) -> None:
    cluster("minik delete cm cm")
    assert cluster("minik replace --force -f a.yaml").out == "configmap/cm replaced\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik replace", "error: must specify one of -f and -k\n"),
        (
            "minik replace -f a.yaml --grace-period=3",
            "error: --grace-period must have --force specified\n",
        ),
        ("minik replace -f a.yaml --timeout=3s", "error: --timeout must have --force specified\n"),
        (
            "minik replace -f a.yaml --force --dry-run=client",
            "error: --dry-run can not be used when --force is set\n",
        ),
        ("minik create", "error: must specify one of -f and -k\n"),
        (
            "minik create nope x",
            "error: Unexpected args: [nope x]\nSee 'minik create -h' for help and examples\n",
        ),
        (
            "minik create -f a.yaml nope",
            "error: Unexpected args: [nope]\nSee 'minik create -h' for help and examples\n",
        ),
        (
            "minik create a.b",
            "error: Unexpected args: [a.b]\nSee 'minik create -h' for help and examples\n",
        ),
        (
            "minik create _making x",
            "error: Unexpected args: [_making x]\nSee 'minik create -h' for help and examples\n",
        ),
        ("minik create -f empty.yaml", "error: no objects passed to create\n"),
        ("minik create -k . -f a.yaml", "error: only one of -f or -k can be specified\n"),
        ("minik create -k . -R", "error: the -k flag can't be used with -f or -R\n"),
        (
            "minik create -f a.yaml",
            'Error from server (AlreadyExists): error when creating "a.yaml": configmaps "cm" already exists\n',
        ),
    ],
)
def test_misuse_is_worded_as_kubectl_words_it(cluster: Terminal, line: str, said: str) -> None:
    Path("empty.yaml").write_text("# nothing\n")
    answer = cluster(line)
    assert (answer.exit, answer.out, answer.err[: len(said)]) == (1, "", said)


def test_what_is_not_there_cannot_be_replaced(cluster: Terminal) -> None:
    cluster("minik delete cm cm")
    assert cluster("minik replace -f a.yaml") == Answer(
        1,
        "",
        'Error from server (NotFound): error when replacing "a.yaml": configmaps "cm" not found\n',
    )


def test_documents_come_from_standard_input(cluster: Terminal) -> None:
    said = cluster("minik create -f -", given=CONFIG.replace("VALUE", "1").replace("data", "date"))
    assert said.err.startswith(
        'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled'
    )


def test_names_are_generated_where_only_their_beginning_is_given(cluster: Terminal) -> None:
    Path("a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: cm-}\n")
    first, second = cluster("minik create -f a.yaml").out, cluster("minik create -f a.yaml").out
    assert (
        first.startswith("configmap/cm-") and second.startswith("configmap/cm-") and first != second
    )
    assert (
        cluster("minik create -f a.yaml --dry-run=client").out
        == "configmap/<unknown> created (dry run)\n"
    )


def test_several_objects_are_shown_one_after_the_other(cluster: Terminal) -> None:
    Path("a.yaml").write_text(
        "\n---\n".join(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}"
            for name in ("one", "two")
        )
    )
    assert cluster("minik create -f a.yaml --dry-run=client -o yaml").out == "---\n".join(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: default\n"
        for name in ("one", "two")
    )


def test_the_configuration_is_remembered_where_that_is_asked_for(cluster: Terminal) -> None:
    assert "annotations" not in stored(cluster)["metadata"]
    cluster("minik replace -f a.yaml --save-config")
    assert cluster("minik apply -f a.yaml") == Answer(0, "configmap/cm unchanged\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "minik create deployment x --image=a -o yaml --dry-run=client",
        "minik create -o yaml --dry-run=client deployment x --image=a",
        "minik create --dry-run=client deploy -o yaml x --image a",
        "minik create deployment --image=a -oyaml x --dry-run=client",
    ],
)
def test_options_may_stand_before_and_behind_the_kind(terminal: Terminal, line: str) -> None:
    assert terminal(line).out.startswith(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels:\n    app: x\n"
    )


def test_generators_take_the_options_of_every_command(cluster: Terminal) -> None:
    assert cluster("minik create service clusterip x --tcp=80 --state other.json").exit == 0
    assert cluster("minik get svc x").exit == 1
    assert cluster("minik get svc x --state other.json").exit == 0
    assert cluster("minik create ns blue -n red").out == "namespace/blue created\n"
    assert (
        cluster(
            "minik create cm y -n blue --from-literal=a=b -o jsonpath={.metadata.namespace}"
        ).out
        == "blue"
    )
    assert cluster("minik create job j --image=a -n nowhere") == Answer(
        1, "", 'error: failed to create job: namespaces "nowhere" not found\n'
    )


def test_a_job_can_do_the_work_of_a_cron_job_now(cluster: Terminal) -> None:
    cluster("minik create cronjob tick --image=a --schedule=@daily")
    assert cluster("minik create job now --from=cronjob/tick").out == "job.batch/now created\n"
    made = json.loads(cluster("minik get job now -o json").out)
    assert made["metadata"]["ownerReferences"][0]["name"] == "tick"
    assert made["metadata"]["annotations"]["cronjob.kubernetes.io/instantiate"] == "manual"
    assert (
        cluster("minik create job now --from=cronjob/nope").err
        == 'Error from server (NotFound): cronjobs.batch "nope" not found\n'
    )


def test_standard_input_is_read_once_by_force(terminal: Terminal) -> None:
    """What was deleted comes back: the objects are not looked for in what was read already."""
    text = '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}'
    terminal("minik create configmap c")
    answer = terminal("minik replace --force -f -", text)
    assert answer.out == 'configmap "c" deleted from default namespace\nconfigmap/c replaced\n'
    assert terminal("minik get configmap c -o name").out == "configmap/c\n"


@pytest.mark.parametrize("verb", ["apply", "create", "replace", "auth reconcile"])
def test_without_files_nothing_is_read(terminal: Terminal, verb: str) -> None:
    answer = terminal(f"minik {verb}", "{}")
    assert answer.exit == 1 and answer.err.startswith("error: must specify one of -f and -k")
