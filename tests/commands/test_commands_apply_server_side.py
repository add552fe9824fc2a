"""`apply --server-side`: who wrote which field, who may change it, and how one comes over from
client-side apply.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typing_in import Answer, Terminal

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "web:1"}]}
"""
DNS = """\
apiVersion: v1
kind: Service
metadata: {name: dns}
spec: {selector: {app: dns}, ports: [{name: dns, port: 53}, {name: dns-udp, port: 53, protocol: UDP}]}
"""
ADVICE = """\
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
"""


def write(text: str, path: str = "a.yaml") -> None:
    Path(path).write_text(text)


def obj(terminal: Terminal, what: str = "deploy web") -> Any:
    return json.loads(terminal(f"minik get {what} -o json --show-managed-fields").out)


def writers(terminal: Terminal, what: str = "deploy web") -> list[tuple[str, str, str]]:
    found = obj(terminal, what)["metadata"].get("managedFields") or []
    return [(entry["manager"], entry["operation"], entry.get("subresource", "")) for entry in found]


def test_it_creates_records_and_is_hidden_unless_asked_for(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    assert terminal("minik apply --server-side -f a.yaml") == Answer(
        0, "deployment.apps/web serverside-applied\n", ""
    )
    assert writers(terminal) == [
        ("kubectl", "Apply", ""),
        ("kube-controller-manager", "Update", "status"),
    ]
    first = obj(terminal)["metadata"]["managedFields"][0]
    assert (first["apiVersion"], first["fieldsType"]) == ("apps/v1", "FieldsV1")
    assert first["fieldsV1"]["f:spec"]["f:template"]["f:spec"] == {
        "f:containers": {'k:{"name":"c"}': {".": {}, "f:image": {}, "f:name": {}}}
    }
    assert "managedFields" not in terminal("minik get deploy web -o yaml").out
    assert "last-applied" not in terminal("minik get deploy web -o yaml").out


def test_the_same_again_writes_nothing(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    before = Path("state.json").stat().st_mtime_ns
    assert (
        terminal("minik apply --server-side -f a.yaml").out
        == "deployment.apps/web serverside-applied\n"
    )
    assert Path("state.json").stat().st_mtime_ns == before


def test_one_port_for_two_protocols_is_two_ports_here_and_one_on_the_client_s_side(
    terminal: Terminal,
) -> None:
    write(DNS)
    for _ in range(2):
        terminal("minik apply --server-side -f a.yaml")
    assert terminal("minik get svc dns -o jsonpath={.spec.ports[*].protocol}").out == "TCP UDP"
    write(DNS.replace("{name: dns, port: 53}, ", ""))
    terminal("minik apply --server-side -f a.yaml")
    assert terminal("minik get svc dns -o jsonpath={.spec.ports[*].protocol}").out == "UDP"


def test_a_conflict_names_who_else_and_force_takes_the_field(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    terminal("minik scale deploy web --replicas=4")
    assert terminal("minik apply --server-side -f a.yaml") == Answer(
        1,
        "",
        (
            'error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas\n'
            + ADVICE
        ),
    )
    assert obj(terminal)["spec"]["replicas"] == 4
    assert terminal("minik apply --server-side -f a.yaml --force-conflicts").exit == 0
    assert obj(terminal)["spec"]["replicas"] == 2
    assert ("kubectl", "Update", "scale") not in writers(terminal)


@pytest.mark.parametrize(
    ("line", "writer"),
    [
        ("minik label deploy web tier=x", "kubectl-label"),
        ("minik annotate deploy web note=x", "kubectl-annotate"),
        ("minik set image deploy web c=web:2", "kubectl-set"),
        ('minik patch deploy web -p \'{"spec":{"paused":true}}\'', "kubectl-patch"),
        ("minik rollout restart deploy web", "kubectl-rollout"),
        ("minik label deploy web tier=x --field-manager=me", "me"),
    ],
)
def test_every_verb_writes_under_its_name(terminal: Terminal, line: str, writer: str) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    assert terminal(line).exit == 0
    assert (writer, "Update", "") in writers(terminal)


def test_what_others_wrote_stays_and_what_the_file_no_longer_says_goes(terminal: Terminal) -> None:
    write(DEPLOYMENT.replace("{name: web}", "{name: web, labels: {a: b}}"))
    terminal("minik apply --server-side -f a.yaml")
    terminal("minik label deploy web tier=x")
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    assert obj(terminal)["metadata"]["labels"] == {"tier": "x"}


def test_who_made_an_object_is_known_from_the_first_write_on(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik create -f a.yaml")
    terminal("minik label deploy web tier=x")
    made = [
        ("kube-controller-manager", "Update", "status"),
        ("kubectl-create", "Update", ""),
        ("kubectl-label", "Update", ""),
    ]
    assert sorted(writers(terminal)) == made
    write(DEPLOYMENT.replace("web:1", "web:2"))
    refused = terminal("minik apply --server-side -f a.yaml")
    assert refused.err.startswith(
        'error: Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: '
        '.spec.template.spec.containers[name="c"].image\n'
    )
    assert sorted(writers(terminal)) == made


def test_what_the_client_applied_becomes_the_server_s_and_can_go_back(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply -f a.yaml")
    terminal("minik label deploy web tier=x")
    write(
        DEPLOYMENT.replace("replicas: 2", "replicas: 3").replace(
            "{labels: {app: web}}", "{labels: {app: web, b: c}}"
        )
    )
    assert terminal("minik apply --server-side -f a.yaml") == Answer(
        0, "deployment.apps/web serverside-applied\n", ""
    )
    assert sorted(writers(terminal)) == [
        ("kube-controller-manager", "Update", "status"),
        ("kubectl", "Apply", ""),
        ("kubectl-label", "Update", ""),
        ("kubectl-last-applied", "Apply", ""),
    ]
    assert (obj(terminal)["spec"]["replicas"], obj(terminal)["metadata"]["labels"]) == (
        3,
        {"tier": "x"},
    )
    assert (
        '"replicas":3'
        in obj(terminal)["metadata"]["annotations"][
            "kubectl.kubernetes.io/last-applied-configuration"
        ]
    )
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    assert [terminal("minik apply -f a.yaml").out.split()[1] for _ in range(2)] == [
        "configured",
        "unchanged",
    ]
    assert obj(terminal)["spec"]["replicas"] == 2


def test_another_writer_than_kubectl_meets_what_the_client_applied_as_a_conflict(
    terminal: Terminal,
) -> None:
    write(DEPLOYMENT)
    terminal("minik apply -f a.yaml")
    write(DEPLOYMENT.replace("replicas: 2", "replicas: 3"))
    refused = terminal("minik apply --server-side --field-manager=ci -f a.yaml")
    assert refused.err == (
        'error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas\n'
        + ADVICE
    )
    assert (
        terminal("minik apply --server-side --field-manager=ci -f a.yaml --force-conflicts").exit
        == 0
    )
    assert ("ci", "Apply", "") in writers(terminal)


def test_the_writers_can_be_forgotten(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    assert (
        terminal(
            'minik patch deploy web --type=merge -p \'{"metadata":{"managedFields":[{}]}}\''
        ).exit
        == 0
    )
    assert writers(terminal) == []


def test_a_dry_run_keeps_nothing(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    rehearsed = terminal("minik apply --server-side --dry-run=server -f a.yaml")
    assert rehearsed.out == "deployment.apps/web serverside-applied (server dry run)\n"
    assert terminal("minik get deploy web").exit == 1


@pytest.mark.parametrize(
    ("text", "err"),
    [
        (
            DNS.replace("selector:", "nope: 1, selector:"),
            "Error from server: failed to create typed patch object (default/dns; /v1, Kind=Service): .spec.nope: field not declared in schema\n",
        ),
        (
            DNS.replace(", protocol: UDP", ""),
            "Error from server: failed to create typed patch object (default/dns; /v1, Kind=Service): "
            '.spec.ports: duplicate entries for key [port=53,protocol="TCP"]\n',
        ),
        (
            DNS.replace("port: 53,", 'port: "53",'),
            "Error from server: failed to create typed patch object (default/dns; /v1, Kind=Service): "
            '.spec.ports[port="53",protocol="UDP"].port: expected numeric (int or float), got string\n',
        ),
        (
            DNS.replace("{name: dns}", "{name: dns, managedFields: [{manager: x}]}"),
            "Error from server (BadRequest): metadata.managedFields must be nil\n",
        ),
        (
            DNS.replace("{name: dns}", "{generateName: dns}"),
            "error: from dns: cannot use generate name with apply\n",
        ),
        (
            DEPLOYMENT.replace('image: "web:1"', "resources: {limits: {cpu: x}}"),
            "Error from server: failed to convert new object (default/web; apps/v1, Kind=Deployment) to proper version: quantities must match the "
            "regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'\n",
        ),
    ],
)
def test_what_is_refused(terminal: Terminal, text: str, err: str) -> None:
    write(text)
    assert terminal("minik apply --server-side -f a.yaml") == Answer(1, "", err)


def test_a_version_is_no_condition_on_what_is_not_there(terminal: Terminal) -> None:
    write(DNS.replace("{name: dns}", "{name: dns, resourceVersion: '1'}"))
    assert terminal("minik apply --server-side -f a.yaml").out == "service/dns serverside-applied\n"


def test_a_version_that_is_no_more_is_a_conflict(terminal: Terminal) -> None:
    write(DNS)
    terminal("minik apply --server-side -f a.yaml")
    write(DNS.replace("{name: dns}", "{name: dns, resourceVersion: '1'}"))
    assert terminal("minik apply --server-side -f a.yaml").err.startswith(
        'Error from server (Conflict): Operation cannot be fulfilled on services "dns": the object has been modified'
    )


@pytest.mark.parametrize(
    ("line", "err"),
    [
        (
            "minik apply -f a.yaml --force-conflicts",
            "--force-conflicts only works with --server-side",
        ),
        (
            "minik apply -f a.yaml --server-side --dry-run=client",
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        ),
        (
            "minik apply -f a.yaml --server-side --force",
            "--force cannot be used with --server-side",
        ),
    ],
)
def test_misuse(terminal: Terminal, line: str, err: str) -> None:
    write(DNS)
    assert terminal(line) == Answer(1, "", f"error: {err}\n")


STATUS = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 9}\nstatus: {observedGeneration: 7}\n"


def test_the_status_alone_can_be_applied(terminal: Terminal) -> None:
    write(
        DEPLOYMENT.replace("kind: Deployment", "kind: ReplicaSet").replace(
            "replicas: 2", "replicas: 0"
        )
    )
    terminal("minik apply --server-side -f a.yaml")
    write(
        STATUS.replace("kind: Deployment", "kind: ReplicaSet").replace(
            "observedGeneration: 7", "fullyLabeledReplicas: 0"
        )
    )
    answer = terminal("minik apply --server-side --subresource=status --field-manager=me -f a.yaml")
    assert answer.out == "replicaset.apps/web serverside-applied\n"
    found = obj(terminal, "rs web")
    assert found["spec"]["replicas"] == 0
    entry = next(entry for entry in found["metadata"]["managedFields"] if entry["manager"] == "me")
    assert (entry["subresource"], entry["fieldsV1"]) == (
        "status",
        {"f:status": {"f:fullyLabeledReplicas": {}}},
    )


@pytest.mark.parametrize(
    ("text", "options", "err"),
    [
        (
            STATUS,
            "--subresource=status",
            "error: --subresource can only be specified for --server-side\n",
        ),
        (
            STATUS,
            "--server-side --subresource=scale",
            "error: minik's apply writes no scale: only status\n",
        ),
        (
            STATUS,
            "--server-side --subresource=status",
            'Error from server (NotFound): deployments.apps "web" not found\n',
        ),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
            "--server-side --subresource=status",
            "Error from server (NotFound): the server could not find the requested resource\n",
        ),
    ],
)
def test_a_status_that_cannot_be_applied(
    terminal: Terminal, text: str, options: str, err: str
) -> None:
    write(text)
    assert terminal(f"minik apply -f a.yaml {options}") == Answer(1, "", err)


def test_a_status_that_is_patched_has_its_writer(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    terminal('minik patch deploy web --subresource=status -p \'{"status":{"collisionCount":3}}\'')
    assert ("kubectl-patch", "Update", "status") in writers(terminal)


def test_a_status_in_the_file_is_passed_over(terminal: Terminal) -> None:
    write(DEPLOYMENT)
    terminal("minik apply --server-side -f a.yaml")
    before = obj(terminal)
    write(DEPLOYMENT + "status: {replicas: 9, readyReplicas: 9}\n")
    assert terminal("minik apply --server-side -f a.yaml") == Answer(
        0, "deployment.apps/web serverside-applied\n", ""
    )
    assert obj(terminal) == before
