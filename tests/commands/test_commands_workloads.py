"""Workloads scaled, changed, rolled and watched: what people type at kubectl, typed at minik."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typing_in import Terminal, masked

from minik import cli
from minik.model.object import Object

DATA = Path(__file__).parent.parent / "data" / "transcripts"
# The hash in a replica set's name is not that of Go, so the order of names is another one.
EXCEPTIONS = {"kubectl get rs -l app=web"}
AUTOSCALES, AUTOSCALED = "autoscale" in cli.verbs(), ("--max=5", "get hpa", "delete hpa web")
WEB = str(DATA / "files" / "web.yaml")


@pytest.mark.proves("A4", "A6", "H6", "H9")
def test_a_session_goes_as_it_went_with_kubectl(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA / "files", tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    terminal("minik init --control-planes 0 --workers 2")
    differing = []
    for step in json.loads((DATA / "workloads.json").read_text()):
        answer = terminal(step["cmd"])
        wanted = (step["exit"], hashless(step["stdout"]), masked(step["stderr"]))
        if step["cmd"] not in EXCEPTIONS and wanted != (
            answer.exit,
            hashless(answer.out),
            masked(answer.err),
        ):
            differing.append((step["cmd"], wanted, answer))
    assert [found for found in differing if AUTOSCALES or not found[0].endswith(AUTOSCALED)] == []


def workload(
    kind: str, name: str, spec: Object | None = None, annotations: Object | None = None
) -> str:
    """A small workload as a document."""
    template = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"containers": [{"name": "c", "image": "x:1"}]},
    }
    return json.dumps(
        {
            "apiVersion": "apps/v1",
            "kind": kind,
            "metadata": {"name": name, "annotations": annotations or {}},
            "spec": {**(spec or {}), "selector": {"matchLabels": {"a": "b"}}, "template": template},
        }
    )


def hashless(text: str) -> list[str]:
    """The lines of an output without the hashes of templates."""
    return [
        re.sub(r"pod-template-hash=\w+", "pod-template-hash=HASH", line) for line in masked(text)
    ]


def test_a_rollout_is_followed_from_step_to_step(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    assert terminal("minik set image deploy/web web=registry.example/web:2.0 --step").exit == 0
    assert "1.0" in terminal("minik get pods -o jsonpath={.items[*].spec.containers[*].image}").out
    answer = terminal("minik rollout status deploy/web")
    first, *_, last = answer.out.splitlines()
    assert (
        first
        == 'Waiting for deployment "web" rollout to finish: 0 out of 2 new replicas have been updated...'
    )
    assert last == 'deployment "web" successfully rolled out'
    assert answer.out.count("  + pod/web-") == answer.out.count("  - pod/web-") == 2
    assert "service/web 3 ready: " in answer.out and "service/web 0 ready" not in answer.out
    assert terminal("minik rollout status deploy/web").out == f"{last}\n"
    assert terminal("minik rollout status deploy/web -w=false").out == f"{last}\n"


def test_what_does_not_end_is_not_waited_for(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    terminal("minik set resources deploy web --requests=cpu=1000")
    said = 'Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated...\n'
    assert terminal("minik rollout status deploy/web") == (
        1,
        said,
        "error: timed out waiting for the condition\n",
    )
    assert terminal("minik rollout status deploy/web --watch=false") == (0, said, "")


MISUSE = (
    ("rollout status", "error: required resource not specified\n"),
    ("rollout undo", "error: required resource not specified\n"),
    (
        "rollout foo",
        "error: unknown command \"foo\"\nSee 'minik rollout -h' for help and examples\n",
    ),
    ("rollout pause svc/web", 'error: services "web" pausing is not supported\n'),
    ("rollout restart svc/web", 'error: services "web" restarting is not supported\n'),
    ("rollout history deploy/web --revision=7", "error: unable to find the specified revision\n"),
    (
        "rollout history deploy/web --revision=-1",
        "error: revision must be a positive integer: -1\n",
    ),
    ("rollout history svc/web", 'error: no history viewer has been implemented for "Service"\n'),
    ("rollout status svc/web", "error: no status viewer has been implemented for Service\n"),
    (
        "rollout status deploy/web --revision=3",
        "error: desired revision (3) is different from the running revision (1)\n",
    ),
    (
        "scale svc web --replicas=1",
        "Error from server (NotFound): the server could not find the requested resource\n",
    ),
    ("scale deploy --replicas=1", "error: resource(s) were provided, but no name was specified\n"),
    (
        "scale deploy web --replicas=1 --current-replicas=-2",
        "error: The --current-replicas must specify an integer of -1 or greater\n",
    ),
    (
        "scale deploy web --replicas=1 --resource-version=7",
        "error: Expected resource version to be 7, was ",
    ),
    (
        "scale deploy/web deploy/other --replicas=1 --resource-version=1",
        "error: cannot use --resource-version with multiple resources\n",
    ),
    ("set foo", "error: unknown command \"foo\"\nSee 'minik set -h' for help and examples\n"),
    ("set image deploy/web", "error: at least one image update is required\n"),
    (
        "set image deploy/web *=a web=b",
        "error: all containers are already specified by *, but saw more than one ",
    ),
    (
        "set image deploy/web a=b c=d",
        'error: unable to find container named "a"\nerror: unable to find container named "c"\n',
    ),
    (
        "set image svc/web web=b",
        "error: service/web the object is not a pod or does not have a pod template: *v1.Service\n",
    ),
    (
        "set env A=b",
        "error: one or more resources must be specified as <resource> <name> or <resource>/<name>\n",
    ),
    (
        "set env A=b deploy/web",
        "error: all resources must be specified before environment changes: A=b deploy/web\n",
    ),
    (
        "set env deploy/web 1A=b",
        'error: "1A" is not a valid key name: a valid environment variable name must consist of ',
    ),
    (
        "set env deploy/web A=b A-",
        "error: can not both modify and remove the same environment variable in the same command\n",
    ),
    (
        "set env deploy/web --keys=a",
        "error: when specifying --keys, a configmap or secret must be provided with --from\n",
    ),
    ("set selector", "error: one selector is required\n"),
    (
        "set selector svc",
        "error: You must provide one or more resources by argument or filename.\n",
    ),
    (
        "set selector svc kubernetes",
        "error: resource(s) were provided, but no name was specified\n",
    ),
    (
        "set selector svc kubernetes a",
        "error: match expression [{a Exists []}] not supported on this object\n",
    ),
    ("set selector deploy web a=b", "error: setting a selector is only supported for Services\n"),
    (
        "set resources deploy web",
        "error: you must specify an update to requests or limits (in the form of --requests/--limits)\n",
    ),
    (
        "set resources deploy web --limits=cpu",
        "error: Invalid argument syntax cpu, expected <resource>=<value>\n",
    ),
    ("set resources deploy web --limits=cpu=1 -c no", "error: unable to find container named no\n"),
    (
        "set resources deploy web --limits=cpu=a",
        "error: quantities must match the regular expression ",
    ),
    ("set serviceaccount", "error: serviceaccount is required\n"),
    (
        "set image --local deploy/web a=b",
        "error: you must specify resources by --filename when --local is set.\n",
    ),
    ("events --for x", "error: --for must be in resource/name form\n"),
    ("events --types=odd", "error: valid --types are Normal or Warning\n"),
)


@pytest.mark.parametrize("line, said", MISUSE, ids=[line for line, _ in MISUSE])
def test_misuse_gets_kubectls_sentence_and_changes_nothing(
    terminal: Terminal, line: str, said: str
) -> None:
    terminal(f"minik apply -f {WEB}")
    before = terminal("minik get all,events -A -o yaml").out
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.out) == (1, "")
    assert answer.err.startswith(said)
    assert terminal("minik get all,events -A -o yaml").out == before


CONTAINER = "{.spec.template.spec.containers[0]"
SETTINGS = (
    ("set env deploy/web A=1 B=2", ".env}", '[{"name":"A","value":"1"},{"name":"B","value":"2"}]'),
    ("set env deploy/web -e A=1", ".env[0].value}", "1"),
    (
        "set resources deploy web --limits=cpu=1000m --requests=memory=1Mi",
        ".resources}",
        '{"limits":{"cpu":"1"},"requests":{"memory":"1Mi"}}',
    ),
    ("set image deploy/web *=other:3", ".image}", "other:3"),
    ("set image deployments --all web=other:3", ".image}", "other:3"),
    ("set image deploy -l app=none web=other:3", ".image}", "registry.example/web:1.0"),
    ("set image deploy/web web=other:3 --dry-run=server", ".image}", "registry.example/web:1.0"),
    ("set image deploy/web web=other:3 --dry-run=client", ".image}", "registry.example/web:1.0"),
)


@pytest.mark.parametrize("line, path, value", SETTINGS, ids=[line for line, _, _ in SETTINGS])
def test_one_thing_is_set(terminal: Terminal, line: str, path: str, value: str) -> None:
    terminal(f"minik apply -f {WEB}")
    assert terminal(f"minik {line}").exit == 0
    assert terminal(f"minik get deploy web -o 'jsonpath={CONTAINER}{path}'").out == value


def test_variables_come_and_go_in_their_place(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    terminal(
        "minik create configmap settings --from-literal=log.level=debug --from-literal=color=red"
    )
    terminal("minik set env deploy/web A=1 B=2 C=3")
    terminal("minik set env deploy/web B- A=9")
    terminal("minik set env deploy/web --from=configmap/settings --prefix=APP_ --keys=log.level")
    assert terminal("minik set env deploy/web --list").out == (
        "# Deployment web, container web\nA=9\nC=3\n# APP_LOG_LEVEL from configmap settings, key log.level\n"
    )
    refused = terminal("minik set env deploy/web C=4 --overwrite=false")
    assert (
        refused.exit == 1 and "'C' already has a value (3), and --overwrite is false" in refused.err
    )


def test_what_is_set_already_is_not_told(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    assert terminal("minik set image deploy/web web=registry.example/web:1.0") == (0, "", "")


def test_files_alone_are_changed_without_a_cluster(terminal: Terminal) -> None:
    answer = terminal(
        f"minik set image --local -f {DATA}/files/sts.yaml *=new:1 -o jsonpath={{.spec.template.spec.containers[0].image}}"
    )
    assert answer.out == "new:1" and "the object is not a pod" in answer.err
    assert terminal("minik get sts").out == ""


def test_the_account_of_a_workload_is_set_in_one_step(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    terminal("minik create serviceaccount robot")
    assert (
        terminal("minik set sa deploy web robot").out
        == "deployment.apps/web serviceaccount updated\n"
    )
    assert (
        terminal("minik get pods -o jsonpath={.items[*].spec.serviceAccountName}").out
        == "robot robot"
    )


def test_the_history_is_kept_as_far_as_it_should_be_and_tells_why(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    cause = {"kubernetes.io/change-cause": "first"}
    terminal(
        "minik apply -f -", workload("Deployment", "short", {"revisionHistoryLimit": 1}, cause)
    )
    for tag in (2, 3, 4):
        terminal(f"minik set image deploy/short c=x:{tag}")
    assert terminal("minik rollout history deploy/short").out == (
        "deployment.apps/short \nREVISION  CHANGE-CAUSE\n3         first\n4         first\n\n"
    )
    assert (
        "Annotations:\tkubernetes.io/change-cause: first"
        in terminal("minik rollout history deploy/short --revision=3").out
    )
    missing = "\nerror: unable to find specified revision 1 in history\n"
    assert terminal("minik rollout undo deploy/short --to-revision=1").err.endswith(missing)
    assert terminal("minik rollout undo deploy/short --to-revision=4").out == (
        "deployment.apps/short skipped rollback (current template already matches revision 4)\n"
    )


def test_what_is_paused_is_neither_restarted_nor_undone(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    terminal("minik set image deploy/web web=x:2")
    terminal("minik rollout pause deploy/web")
    terminal("minik set image deploy/web web=x:3")
    assert (
        "x:3" not in terminal("minik get pods -o jsonpath={.items[*].spec.containers[*].image}").out
    )
    assert terminal("minik rollout restart deploy/web").err == (
        'error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\n'
    )
    assert terminal("minik rollout undo deploy/web --to-revision=1").err.endswith(
        "error: you cannot rollback a paused deployment; resume it first with 'minik rollout resume' and try again\n"
    )
    terminal("minik rollout resume deploy/web")
    assert (
        terminal("minik get pods -o jsonpath={.items[*].spec.containers[*].image}").out == "x:3 x:3"
    )


@pytest.mark.parametrize("name, kind", [("db", "sts"), ("agent", "ds")])
def test_sets_with_revisions_go_back_too(terminal: Terminal, name: str, kind: str) -> None:
    terminal("minik apply -f -", workload({"sts": "StatefulSet", "ds": "DaemonSet"}[kind], name))
    assert terminal(f"minik rollout undo {kind}/{name}").err.endswith(
        "error: no last revision to roll back to\n"
    )
    terminal(f"minik set image {kind}/{name} c=x:2")
    assert terminal(f"minik rollout undo {kind}/{name}").out.endswith(" rolled back\n")
    assert set(
        terminal("minik get pods -o jsonpath={.items[*].spec.containers[*].image}").out.split()
    ) == {"x:1"}
    assert terminal(f"minik rollout history {kind}/{name}").out.splitlines()[1:4] == [
        "REVISION  CHANGE-CAUSE",
        "2         <none>",
        "3         <none>",
    ]
    assert terminal(f"minik rollout status {kind}/{name}").exit == 0


def test_events_tell_who_did_what(terminal: Terminal) -> None:
    terminal(f"minik apply -f {WEB}")
    said = terminal("minik events").out
    assert [line.split()[2] for line in said.splitlines()[1:]] == [
        "ScalingReplicaSet",
        "SuccessfulCreate",
        "SuccessfulCreate",
        "Scheduled",
        "Scheduled",
        *["Pulled", "Created", "Started"] * 2,
    ]
    assert (
        terminal("minik events --for deploy/web")
        .out.splitlines()[1]
        .split(maxsplit=4)[4]
        .startswith("Scaled up replica set web-")
    )
    assert terminal("minik events --types=Warning") == (
        0,
        "",
        "No events found in default namespace.\n",
    )
    assert terminal("minik events -A --no-headers").out.count("default") >= 11
    terminal("minik scale deploy web --replicas=0")
    assert (
        terminal("minik get events --field-selector reason=Killing -o name").out.count("event/")
        == 2
    )
