"""docs/differences.md: each row is typed, and there is no row that is not."""

import json
import re
from pathlib import Path

import pytest
from typing_in import Terminal

TABLE = Path(__file__).parents[2] / "docs" / "differences.md"
CEL = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.a.com}
spec:
  group: a.com
  scope: Namespaced
  names: {plural: foos, kind: Foo}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {size: {type: integer}}
        x-kubernetes-validations: [{rule: self.size < 3, message: too large}]
"""
NESTED = '{"apiVersion": "v1", "kind": "ConfigMap", "a": ' + "[" * 301 + "]" * 301 + "}"
FILES = {
    "cel.yaml": CEL,
    "foo.yaml": "{apiVersion: a.com/v1, kind: Foo, metadata: {name: f}, size: 9}",
    "nested.json": NESTED,
    "line.json": json.dumps(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "l"},
            "data": {"a": "b\u2028c"},
        }
    ),
    "k/kustomization.yaml": "resources: []\n",
}
NOTHING_RUNS, NO_SERVER = (
    "needs a running container, and minik runs none",
    "does not have kubectl's",
)
# first cell → the lines that show it: line, exit status, what it says
ROWS: dict[str, list[tuple[str, int, str]]] = {
    "`logs exec attach cp port-forward debug top`": [
        ("logs deploy/d", 1, NOTHING_RUNS),
        ("exec deploy/d -- ls", 1, NOTHING_RUNS),
        ("attach deploy/d", 1, NOTHING_RUNS),
        ("port-forward deploy/d 80", 1, NOTHING_RUNS),
        ("top pods", 1, NOTHING_RUNS),
    ],
    "`apply --server-side --subresource=scale`": [
        (
            "apply --server-side --subresource=scale -f line.json",
            1,
            "minik's apply writes no scale: only status",
        )
    ],
    "`-k`, `kustomize`": [("kustomize k", 1, "kustomize"), ("get -k k", 1, "kustomize")],
    "`--kubeconfig --cluster --user --as* --server --token --certificate-authority ...`": [
        (f"get pods --{name}=x", 1, NO_SERVER)
        for name in (
            *("kubeconfig", "cluster", "user", "as", "as-group", "as-uid", "server", "token"),
            *("certificate-authority", "client-key", "username", "password", "tls-server-name"),
        )
    ],
    "`get -w`, `events -w`": [
        ("get svc -w -o name --request-timeout=1", 0, "service/kubernetes"),
        ("events -w --request-timeout=1", 0, "LAST SEEN"),
    ],
    "`auth reconcile`, `kuberc`": [
        ("auth reconcile -f x", 1, "error: minik does not merge rules and subjects"),
        ("kuberc view", 1, "error: minik reads no kuberc"),
    ],
    "`run -it`, `--attach`, `--rm`": [
        (f"run x --image=a {option}", 1, "it is for a container that runs")
        for option in ("-it", "--attach", "--rm", "--stdin")
    ],
    "`-f URL`": [("apply -f https://example.com/a.yaml", 1, "minik does not fetch URLs")],
    "`create token`, `proxy` (kubectl's)": [
        ("create token default", 1, "error: minik issues no tokens"),
        ("proxy --help", 0, "kube-proxy"),
    ],
    "rules in CEL (`x-kubernetes-validations`, admission policies)": [
        ("create -f cel.yaml", 0, "created"),
        ("create -f foo.yaml", 0, "foo.a.com/f created"),
    ],
    "`--chunk-size`, `scale --timeout`, `--match-server-version`, ...": [
        ("get svc --chunk-size=1", 0, "kubernetes"),
        ("scale deploy d --replicas=1 --timeout=1s", 0, "scaled"),
        ("get svc --match-server-version", 0, "kubernetes"),
    ],
    "`create KIND NAME --dry-run=client -o json`": [
        ("create ns a --dry-run=client -o json", 0, '{\n    "apiVersion": "v1",\n    "kind"')
    ],
    "texts with U+0085, U+2028 or U+2029 in YAML": [
        ("create -f line.json -o yaml", 0, 'a: "b\\Lc"')
    ],
    "help and summaries": [("uncordon --help", 0, "Mark node as schedulable.")],
    "`alpha`, `--profile`, `--vmodule`": [
        ("alpha", 1, 'unknown command "alpha"'),
        ("get pods --profile=cpu", 1, "for those who work on kubectl itself"),
        ("get pods --vmodule=x", 1, "for those who work on kubectl itself"),
    ],
    "nesting of documents": [("create -f nested.json", 1, "exceeded max depth of 300")],
}
LINES = [(row, *line) for row, lines in ROWS.items() for line in lines]


def test_every_row_is_typed() -> None:
    rows = TABLE.read_text().partition("<!-- not -->")[2].partition("<!-- /not -->")[0]
    cells = [line.split(" | ")[0].removeprefix("| ") for line in rows.splitlines()[3:]]
    assert [cell for cell in cells if cell] == list(ROWS)


@pytest.fixture
def there(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A deployment is there, and neither kustomize nor kubectl is on the PATH."""
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    terminal("minik create deployment d --image=a")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    return terminal


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_as_it_says(there: Terminal, row: str) -> None:
    for line, status, text in ROWS[row]:
        answer = there(f"minik {line}")
        said = re.sub(r"\s+$", "", answer.out + answer.err)
        assert (answer.exit, text in said) == (status, True), (line, said)
