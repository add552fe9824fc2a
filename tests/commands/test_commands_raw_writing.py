"""--raw of create, replace and delete: requests sent to paths of the API."""

import json
from pathlib import Path

import pytest
from typing_in import Answer, Terminal

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}
PLACE = "/api/v1/namespaces/default/configmaps"


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    """A config map is in a file and, sent to its kind's place, in the cluster."""
    Path("a.json").write_text(json.dumps(CONFIG))
    answer = terminal(f"minik create --raw {PLACE} -f a.json")
    assert (answer.exit, json.loads(answer.out)["metadata"]["namespace"], answer.err) == (
        0,
        "default",
        "",
    )
    return terminal


def test_an_object_is_made_replaced_and_deleted(there: Terminal) -> None:
    Path("b.json").write_text(json.dumps({**CONFIG, "data": {"k": "w"}}))
    assert json.loads(there(f"minik replace --raw {PLACE}/a -f b.json").out)["data"] == {"k": "w"}
    uid = json.loads(there("minik get cm a -o json").out)["metadata"]["uid"]
    assert json.loads(there(f"minik delete --raw {PLACE}/a").out) == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {"name": "a", "kind": "configmaps", "uid": uid},
    }
    assert there("minik get cm a").exit == 1


def test_some_kinds_are_given_back_and_all_of_a_kind_as_a_list(there: Terminal) -> None:
    there("minik create service clusterip web --tcp=80")
    assert (
        json.loads(there("minik delete --raw /api/v1/namespaces/default/services/web").out)["kind"]
        == "Service"
    )
    found = json.loads(there(f"minik delete --raw {PLACE}").out)
    assert (found["kind"], [item["metadata"]["name"] for item in found["items"]]) == (
        "ConfigMapList",
        ["a", "kube-root-ca.crt"],
    )


@pytest.mark.parametrize(
    ("line", "err"),
    [
        (
            "create --raw api/v1/x -f a.json",
            'error: --raw must be a valid URL path: parse "api/v1/x": invalid URI for request\n',
        ),
        (f"create --raw {PLACE}", "error: must specify one of -f and -k\n"),
        (
            f"create --raw {PLACE} -f a.json -o yaml",
            "error: --raw and --output are mutually exclusive\n",
        ),
        (
            f"create --raw {PLACE} -f a.json --edit",
            "error: --raw and --edit are mutually exclusive\n",
        ),
        (
            f"create --raw {PLACE} -f a.json -l a=b",
            "error: --raw and --selector (-l) are mutually exclusive\n",
        ),
        (
            f"create --raw {PLACE} -f a.json -f b.json",
            "error: --raw can only use a single local file or stdin\n",
        ),
        (
            f"create --raw {PLACE} -R -f a.json",
            "error: --raw and --recursive are mutually exclusive\n",
        ),
        (
            f"replace --raw {PLACE}/a -f a.json -o yaml",
            "error: --raw and --output are mutually exclusive\n",
        ),
        (
            "delete --raw x",
            'error: --raw must be a valid URL path: parse "x": invalid URI for request\n',
        ),
        (
            f"create --raw {PLACE} -f a.json",
            'Error from server (AlreadyExists): configmaps "a" already exists\n',
        ),
        (
            f"create --raw {PLACE}/a -f a.json",
            "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n",
        ),
        (
            f"replace --raw {PLACE} -f a.json",
            "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n",
        ),
        (
            f"replace --raw {PLACE}/b -f a.json",
            "Error from server (BadRequest): the name of the object (a) does not match the name on the URL (b)\n",
        ),
        (
            "create --raw /api/v1/namespaces/default/secrets -f a.json",
            'Error from server (BadRequest): ConfigMap in version "v1" cannot be handled as a Secret: '
            "converting (v1.ConfigMap) to (core.Secret): unknown conversion\n",
        ),
        (
            "delete --raw /api/v1/namespaces/default/pods/a/status",
            "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n",
        ),
        (f"delete --raw {PLACE}/b", 'Error from server (NotFound): configmaps "b" not found\n'),
        (
            "delete --raw /api/v1/nope/b",
            "Error from server (NotFound): the server could not find the requested resource\n",
        ),
    ],
)
def test_what_is_refused(there: Terminal, line: str, err: str) -> None:
    assert there(f"minik {line}") == Answer(1, "", err)


def test_a_document_of_another_namespace_is_refused(there: Terminal) -> None:
    Path("c.json").write_text(
        json.dumps({**CONFIG, "metadata": {"name": "c", "namespace": "blue"}})
    )
    assert there(f"minik create --raw {PLACE} -f c.json").err == (
        "Error from server (BadRequest): the namespace of the provided object does not match the namespace sent on the request\n"
    )


def test_a_file_is_sent_as_it_is_and_the_server_reads_json(there: Terminal) -> None:
    Path("a.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    answer = there("minik create --raw /api/v1/namespaces -f a.yaml")
    assert answer.exit == 1 and answer.err.startswith(
        "Error from server (BadRequest): the object provided is unrecognized (must be of type "
        "Namespace): couldn't get version/kind; json parse error: invalid character 'a' looking for "
        "beginning of value (61706956657273696f6e3a2076310a6b696e643a20506f640a6d65746164 ...)\n"
    )
    assert "-o json" in answer.err
