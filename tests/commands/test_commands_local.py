"""--local: what files say, changed without a cluster, byte for byte as kubectl writes it; held
against the real one where it is.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typing_in import Terminal

CONTAINER = "{containers: [{name: c, image: a, env: []}]}"
WORKLOAD = "apiVersion: {0}\nkind: {1}\nmetadata: {{name: a, annotations: {{}}}}\nspec: {{template: {{spec: {2}}}}}\nfoo: 1\n"
FILES = {
    **{
        kind: WORKLOAD.format(version, kind, CONTAINER)
        for kind, version in {
            "Deployment": "apps/v1",
            "DaemonSet": "apps/v1",
            "StatefulSet": "apps/v1",
            "ReplicaSet": "apps/v1",
            "ReplicationController": "v1",
            "Job": "batch/v1",
        }.items()
    },
    "CronJob": "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: {spec: "
    + CONTAINER
    + "}}}}\n",
    "Pod": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {CONTAINER}\n",
    "Service": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n",
    "Foo": "apiVersion: x.y/v1\nkind: Foo\nmetadata: {name: a}\nspec: {ports: [{port: 80}], empty: {}}\n",
}
PODS = (
    "set image --local -f - c=x",
    "set env --local -f - A=b",
    "set resources --local -f - --limits=cpu=1",
    "set serviceaccount --local -f - x",
)
ANY = (
    "label --local -f - a=b",
    "annotate --local -f - a=b",
    'patch --local -f - --type=merge -p \'{"spec":{"a":"b"}}\'',
)
CASES = [
    (kind, line)
    for kind in FILES
    for line in (*ANY, *(PODS if kind not in ("Service", "Foo") else ()))
]
SELECTOR = ("Service", "set selector --local -f - c=x")
WRITTEN = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
spec:
  selector: null
  strategy: {}
  template:
    metadata: {}
    spec:
      containers:
      - image: x
        name: c
        resources: {}
status: {}
"""


def kubectl() -> str | None:
    """A kubectl of the version that is followed, if there is one on the PATH."""
    found = shutil.which("kubectl")
    told = (
        subprocess.run(
            [found, "version", "--client", "-o", "json"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        if found
        else ""
    )
    return found if re.search(r'"gitVersion": "v1\.37\.', told) else None


def test_what_is_labelled_stays_as_it_is_written(terminal: Terminal) -> None:
    assert (
        terminal("minik label --local -f - a=b -o json", FILES["Foo"]).out.count('"empty": {}') == 1
    )
    said = terminal("minik annotate --local -f - a=b -o yaml", FILES["Deployment"]).out
    assert "foo: 1\n" in said and "env: []" in said and "namespace" not in said
    assert terminal("minik label --local -f - a=b", FILES["Foo"]).out == "foo.x.y/a labeled\n"


def test_what_is_set_is_written_as_its_type_has_it(terminal: Terminal) -> None:
    assert terminal("minik set image --local -f - c=x -o yaml", FILES["Deployment"]).out == WRITTEN
    service = json.loads(
        terminal("minik set selector --local -f - c=x -o json", FILES["Service"]).out
    )
    assert service["spec"] == {"ports": [{"port": 80, "targetPort": 0}], "selector": {"c": "x"}}


@pytest.mark.skipif(kubectl() is None, reason="no kubectl 1.37 on the PATH")
@pytest.mark.parametrize(("kind", "line"), [*CASES, SELECTOR])
def test_it_is_kubectls_own_writing(
    terminal: Terminal, kind: str, line: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "KUBECONFIG": str(tmp_path / "none")}
    ours = terminal(f"minik {line} -o yaml", FILES[kind])
    theirs = subprocess.run(
        f"{kubectl()} {line} -o yaml",
        shell=True,
        input=FILES[kind],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (ours.exit, ours.out) == (theirs.returncode, theirs.stdout)
