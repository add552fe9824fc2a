"""`delete`: by files, by names, by labels and fields; what it says, and what goes with what is
deleted.
"""

from pathlib import Path

import pytest
from typing_in import Answer, Terminal

THREE = "\n---\n".join(
    f"""apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, labels: {{app: {app}}}}}"""
    for name, app in (("one", "a"), ("two", "b"), ("three", "b"))
)
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a}]}
"""


@pytest.fixture
def cluster(terminal: Terminal) -> Terminal:
    Path("a.yaml").write_text(THREE)
    assert terminal("minik apply -f a.yaml").exit == 0
    return terminal


def left(terminal: Terminal) -> set[str]:
    return set(terminal("minik get cm -o name").out.split()) & {
        f"configmap/{name}" for name in ("one", "two", "three")
    }


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("minik delete cm one two", ["one", "two"]),
        ("minik delete cm/one configmaps/three", ["one", "three"]),
        ("minik delete configmap. one", ["one"]),
        ("minik delete cm -l app=b", ["three", "two"]),
        ("minik delete cm -l 'app in (a),app!=b'", ["one"]),
        ("minik delete cm --field-selector metadata.name=two", ["two"]),
        ("minik delete cm --field-selector metadata.name=two -A", ["two"]),
        ("minik delete -f a.yaml", ["one", "two", "three"]),
        ("minik delete -f a.yaml -l app=a", ["one"]),
    ],
)
def test_what_is_meant_goes_and_nothing_else(cluster: Terminal, line: str, gone: list[str]) -> None:
    answer = cluster(line)
    assert answer == Answer(
        0, "".join(f'configmap "{name}" deleted from default namespace\n' for name in gone), ""
    )
    assert left(cluster) == {
        f"configmap/{name}" for name in ("one", "two", "three") if name not in gone
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "minik delete cm one --dry-run=client",
            'configmap "one" deleted (dry run) from default namespace\n',
        ),
        (
            "minik delete cm one --dry-run=server",
            'configmap "one" deleted (server dry run) from default namespace\n',
        ),
        (
            "minik delete cm nope --dry-run=client",
            'configmap "nope" deleted (dry run) from default namespace\n',
        ),
        ("minik delete cm nope --ignore-not-found", ""),
        ("minik delete cm -l app=nope", "No resources found\n"),
        ("minik delete cm --all -n kube-public --field-selector metadata.name=x", None),
    ],
)
def test_nothing_goes(cluster: Terminal, line: str, said: str | None) -> None:
    answer = cluster(line)
    assert said is None or answer == Answer(0, said, "")
    assert len(left(cluster)) == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik delete cm one -o name", "configmap/one\n"),
        ("minik delete cm one --now", 'configmap "one" deleted from default namespace\n'),
        (
            "minik delete cm one --grace-period=0",
            'configmap "one" deleted from default namespace\n',
        ),
        (
            "minik delete cm one --wait=false --timeout=5s --cascade=foreground",
            'configmap "one" deleted from default namespace\n',
        ),
    ],
)
def test_ways_of_deleting(cluster: Terminal, line: str, said: str) -> None:
    assert cluster(line) == Answer(0, said, "")
    assert "configmap/one" not in left(cluster)


def test_deleting_by_force_is_warned_of(cluster: Terminal) -> None:
    answer = cluster("minik delete cm one --force")
    assert answer.out == 'configmap "one" force deleted from default namespace\n'
    assert answer.err == (
        "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. "
        "The resource may continue to run on the cluster indefinitely.\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "minik delete",
            "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
            "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'\n",
        ),
        ("minik delete cm", "error: resource(s) were provided, but no name was specified\n"),
        ("minik delete cm,svc", "error: resource(s) were provided, but no name was specified\n"),
        (
            "minik delete --all",
            "error: at least one resource must be specified to use a selector\n",
        ),
        (
            "minik delete cm one --all",
            "error: name cannot be provided when a selector is specified\n",
        ),
        (
            "minik delete cm/one --all",
            "error: selectors and the all flag cannot be used when passing resource/name arguments\n",
        ),
        (
            "minik delete cm --all -l a=b",
            "error: setting 'all' parameter but found a non empty selector. \n",
        ),
        (
            "minik delete cm one -A",
            "error: a resource cannot be retrieved by name across all namespaces\n",
        ),
        (
            "minik delete -f a.yaml cm",
            "error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well\n",
        ),
        ("minik delete nope one", 'error: the server doesn\'t have a resource type "nope"\n'),
        (
            "minik delete cm/one svc/",
            "error: arguments in resource/name form must have a single resource and name\n",
        ),
        (
            "minik delete cm one -o yaml",
            "error: unexpected -o output mode: yaml. We only support '-o name'\n",
        ),
        (
            "minik delete cm one --now --grace-period=3",
            "error: --now and --grace-period cannot be specified together\n",
        ),
        (
            "minik delete cm one --force --grace-period=3",
            "error: --force and --grace-period greater than 0 cannot be specified together\n",
        ),
        (
            "minik delete cm one --cascade=bad",
            'error: invalid cascade value (bad). Must be "background", "foreground", or "orphan"\n',
        ),
        (
            "minik delete cm one --grace-period=x",
            'error: invalid argument "x" for "--grace-period" flag: strconv.ParseInt: parsing "x": '
            "invalid syntax\n",
        ),
        ("minik delete cm nope", 'Error from server (NotFound): configmaps "nope" not found\n'),
        (
            "minik delete ns default",
            'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n',
        ),
    ],
)
def test_misuse_is_worded_as_kubectl_words_it(cluster: Terminal, line: str, said: str) -> None:
    answer = cluster(line)
    assert (answer.exit, answer.out) == (1, "")
    assert answer.err == said or answer.err.startswith(said)
    assert len(left(cluster)) == 3


def test_one_that_is_missing_does_not_save_the_others(cluster: Terminal) -> None:
    answer = cluster("minik delete cm one nope three")
    assert (answer.exit, answer.err) == (
        1,
        'Error from server (NotFound): configmaps "nope" not found\n',
    )
    assert left(cluster) == {"configmap/two"}


def test_objects_without_namespace_say_so_and_are_warned_of_where_one_was_given(
    cluster: Terminal,
) -> None:
    cluster("minik create ns blue")
    assert cluster("minik delete ns blue -n default") == Answer(
        0,
        'namespace "blue" deleted\n',
        "Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n",
    )


@pytest.mark.proves("A5")
def test_a_pod_that_is_managed_is_replaced_and_goes_with_its_manager(cluster: Terminal) -> None:
    Path("d.yaml").write_text(DEPLOYMENT)
    cluster("minik apply -f d.yaml")
    first = set(cluster("minik get pods -o name").out.split())
    assert len(first) == 2
    cluster(f"minik delete {sorted(first)[0]}")
    second = set(cluster("minik get pods -o name").out.split())
    assert len(second) == 2 and len(second & first) == 1
    cluster("minik delete deploy web")
    assert cluster("minik get deploy,rs,pods -o name").out == ""


def test_what_is_orphaned_stays(cluster: Terminal) -> None:
    Path("d.yaml").write_text(DEPLOYMENT)
    cluster("minik apply -f d.yaml")
    cluster("minik delete deploy web --cascade=orphan")
    assert cluster("minik get deploy -o name").out == ""
    assert len(cluster("minik get rs,pods -o name").out.split()) == 3
    assert cluster("minik get rs -o jsonpath={.items[0].metadata.ownerReferences}").out == ""


def test_the_address_of_a_deleted_service_is_free_again(cluster: Terminal) -> None:
    line = "minik create service clusterip {} --tcp=80 --clusterip=10.96.0.77"
    assert cluster(line.format("a")).exit == 0
    assert "provided IP is already allocated" in cluster(line.format("b")).err
    cluster("minik delete svc a")
    assert cluster(line.format("b")).exit == 0


@pytest.mark.parametrize(("answer", "stays"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_asking_first(cluster: Terminal, answer: str, stays: int) -> None:
    said = cluster("minik delete cm one -i", given=answer)
    assert said.out.startswith(
        "You are about to delete the following 1 resource(s):\nconfigmap/one\n"
    )
    assert ("configmap/one" in left(cluster)) == bool(stays)
