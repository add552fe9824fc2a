"""Names, labels, images, messages, file names that a terminal would obey: what people are shown
holds none of them raw.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from shell import Answer, Shell

# Colours, makes a link (OSC 8), fills the clipboard (OSC 52), rings, writes backwards, is a C1
# byte, goes back to where the line begins.
EVIL = "e\x1b[31m\x1b]8;;x\x1b\\l\x1b]52;c;eea\x07\u202e\x9bv\rw"
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WORD = "evilword"  # stands for EVIL in what is typed, and in the scene, for a server would refuse it: a hand writes EVIL into the state
SCENE = Path(__file__).parent / "hostile.yaml"
CUSTOM = f"{{apiVersion: {WORD}.example/v1, kind: Evil, metadata: {{name: {WORD}}}, spec: {{a: {WORD}}}}}"
INVALID = f'{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "{WORD}", "{WORD}": 1}}, "spec": {{"ports": [{{"port": 80}}]}}}}'
FINE = f'{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {{"name": "x"}}, "data": {{"k": "{WORD}"}}}}'
KINDS = "cm,secrets,ingress,pv,cronjobs,endpointslices,endpoints,events,ns,nodes,crds,deployments,replicasets,pods,services"
LINES = f"""
get all -A -o wide|get {KINDS} -A|get evils -o wide|get pods --show-labels -L evilword|get pods -o name|get svc evilword
get svc nosuch-evilword|get pods -o custom-columns=evilword:.metadata.name,I:.metadata.labels|get pods -l app=evilword
get pods -n evilword|get svc -o evilword|get svc --sort-by=evilword|get --evilword|get svc --v=evilword|get svc -v 9|get --raw /evilword
evilword|help evilword|version evilword|describe {KINDS} -A|describe evils|describe svc evilword|describe pod nosuch-evilword|events
events --for pod/pod-evilword|log|state|state check|why evilword|why away-evilword|why pod/pod-evilword|why deployment/evilword
why ingress/evilword|why evilword --what-if 'node-down evilword'|resolve evilword|resolve evilword:evilword|resolve away-evilword
resolve evilword --from pod-evilword|resolve evilword -o name|resolve evilword --what-if 'node-down node-1'|trace --to evilword:80
trace --to evilword:evilword --from pod-evilword|dns evilword|dns x --from pod-evilword|env pod-evilword|env pod-evilword --explain
check --severity info|check -f evilword|diff -f - < {FINE}|apply -f - < {FINE}|apply -f - < {INVALID}|validate -f - < {INVALID}
create -f - < {INVALID}|delete -f - < {INVALID}|apply -f evilword|apply -k evilword|replace -f evilword
apply view-last-applied svc nosuch-evilword|kustomize evilword|import -f evilword|delete svc evilword|delete pods --all -v 9
delete pod pod-evilword --dry-run=client|delete ns ns-evilword|delete svc nosuch-evilword|label pod pod-evilword x=y
label pod pod-evilword evilword-|label pod pod-evilword --list|label pod pod-evilword x=evilword|annotate pod pod-evilword x=evilword
annotate pod pod-evilword --list|taint node node-1 evilword=evilword:NoSchedule|explain evils|explain evils.spec.a|explain evils -R
explain evils --output=plaintext-openapiv2|explain evilword|explain svc.evilword|rollout status deployment/evilword --timeout=1s
rollout history deployment/evilword|rollout history deployment/evilword --revision=1|rollout restart deployment/evilword
rollout undo deployment/evilword|rollout pause deployment/evilword|scale deployment evilword --replicas=5|proxy rules --all-modes
proxy diff --what-if 'node-down node-1'|proxy serve --port evilword|simulate node-down node-1|simulate pod-exit pod-evilword
simulate unready pod-evilword|simulate advance evilword|simulate pressure node-1|simulate node-up evilword|state check evilword
state restore evilword|undo|redo|reset|init --workers evilword|cluster-info|cluster-info --components|config get-contexts
config get-clusters|config current-context|config use-context evilword|config set-context evilword|config set evilword x
config rename-context default evilword|config delete-context evilword|--context evilword get svc|--state /nonexistent/evilword state
set image deployment/evilword evilword=x|set env deployment/evilword --list|set env pod/pod-evilword --list --resolve|cordon evilword
set selector svc evilword app=evilword|patch cm evilword -p evilword|expose deployment evilword --port=80
autoscale deployment evilword --max=3|run evilword --image=evilword|create deployment x --image=evilword
create cm x --from-literal=evilword=b|create ns evilword|create ingress x --rule=evilword/evilword=evilword:80
create job x --from=cronjob/evilword|create role x --verb=evilword --resource=pods
create secret generic x --from-literal=a=evilword --type=evilword|drain node-1 --ignore-daemonsets --force|drain node-1
wait pod/pod-evilword --for=condition=evilword --timeout=0|logs pod-evilword|exec pod-evilword -- evilword|auth can-i evilword evilword
certificate approve evilword|api-resources|api-resources -o name|api-versions|completion evilword|__complete fish -- get cm e
"""


class Typing:
    """A line typed at the scene as it was, in which the word is what a terminal would obey."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.files = {path: path.read_bytes() for path in shell.folder.iterdir()}

    def __call__(self, line: str) -> Answer:
        for path, content in self.files.items():
            path.write_bytes(content)
        words, _, given = line.partition(" < ")
        return self.shell(
            *(word.replace(WORD, EVIL) for word in shlex.split(words)),
            given=given.replace(WORD, json.dumps(EVIL)[1:-1]),
        )


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typing]:
    """A cluster all of whose texts a hand has made evil, and a context too."""
    shell, config = Shell(), tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(config))
        for words, given in (
            ("init", ""),
            ("apply -f -", SCENE.read_text(encoding="utf-8")),
            ("apply -f -", CUSTOM),
            ("rollout restart deployment/evilword", ""),
            ("config set-context evilword --namespace=evilword", ""),
        ):
            assert shell(*words.split(), given=given).exit == 0, words
        for path in (*shell.folder.iterdir(), config / "minik" / "config.json"):
            path.write_text(
                path.read_text(encoding="utf-8").replace(WORD, json.dumps(EVIL)[1:-1]),
                encoding="utf-8",
            )
        yield Typing(shell)
    shell.close()


@pytest.mark.parametrize(
    "line", [line for row in LINES.strip().splitlines() for line in row.split("|")]
)
def test_nothing_that_people_are_shown_is_obeyed(typed: Typing, line: str) -> None:
    answer = typed(line)
    assert answer.out + answer.err and not RAW.search(answer.out + answer.err), answer


@pytest.mark.parametrize(
    ("output", "read"), [("json", json.loads), ("yaml", yaml.safe_load), ("kyaml", yaml.safe_load)]
)
def test_programs_are_given_what_there_is_escaped_by_the_format(
    typed: Typing, output: str, read: Callable[[str], Any]
) -> None:
    answer = typed(f"get svc evilword -o {output}")
    assert (
        not re.search(r"[\x00-\x09\x0b-\x1f]", answer.out)
        and read(answer.out)["metadata"]["name"] == EVIL
    )


@pytest.mark.parametrize("output", ["jsonpath={.metadata.name}", "go-template={{.metadata.name}}"])
def test_a_template_prints_what_there_is_as_kubectl_does(typed: Typing, output: str) -> None:
    assert typed(f"get svc evilword -o {output}").out == EVIL
