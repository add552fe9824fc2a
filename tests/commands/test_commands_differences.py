"""docs/differences.md: each row is typed, and there is no row that is not."""

import json
import re
from pathlib import Path

import pytest
from typing_in import Terminal

TABLE = Path(__file__).parents[2] / "docs" / "differences.md"
NESTED = '{"apiVersion": "v1", "kind": "ConfigMap", "a": ' + "[" * 301 + "]" * 301 + "}"
FILES = {
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
NOTHING_RUNS = "needs a running container, and minik runs none"
# first cell → the lines that show it: line, exit status, what it says
ROWS: dict[str, list[tuple[str, int, str]]] = {
    "`logs exec attach cp port-forward top`": [
        ("logs deploy/d", 1, NOTHING_RUNS),
        ("exec deploy/d -- ls", 1, NOTHING_RUNS),
        ("attach deploy/d", 1, NOTHING_RUNS),
        ("port-forward deploy/d 80", 1, NOTHING_RUNS),
        ("top pods", 1, NOTHING_RUNS),
    ],
    "`debug -i`, `debug --attach`": [
        ("run web --image=a", 0, ""),
        ("debug web -i --image=a -c d", 1, NOTHING_RUNS),
        ("debug web --attach --image=a -c e", 1, NOTHING_RUNS),
    ],
    "`apply --server-side --subresource=scale`": [
        (
            "apply --server-side --subresource=scale -f line.json",
            1,
            "minik's apply writes no scale: only status",
        )
    ],
    "`-k`, `kustomize`": [("kustomize k", 1, "kustomize"), ("get -k k", 1, "kustomize")],
    "`--as`, `--as-group`, `--as-uid`, `--as-user-extra`": [
        ("get pods --as=x", 1, "minik auth can-i list pods --as=x"),
        ("create configmap c --as=x --as-group=y -o name", 0, "configmap/c"),
        ("create configmap c --as-uid=1", 1, "without impersonating a user"),
    ],
    "`--kubeconfig --cluster --user --server --token --certificate-authority ...`": [
        (f"get pods --{name}=x", 1, f"--{name} is for a live cluster, and this is a state file")
        for name in (
            "token",
            *("certificate-authority", "client-key", "username", "password", "tls-server-name"),
        )
    ],
    "`get -w`, `events -w`": [
        ("get svc -w -o name --request-timeout=1", 0, "service/kubernetes"),
        ("events -w --request-timeout=1", 0, "LAST SEEN"),
    ],
    "`kuberc set --kuberc=NEW`": [
        (
            "kuberc set --kuberc=new --section defaults --command get --option output=wide",
            0,
            "Updated new",
        ),
    ],
    "`patch -p '{spec: {replicas: 2}}'`": [
        ("patch deploy d -p '{spec: {replicas: 2}}'", 0, "deployment.apps/d patched")
    ],
    "`run -it`, `--attach`, `--rm`": [
        (f"run x --image=a {option}", 1, "it is for a container that runs")
        for option in ("-it", "--attach", "--rm", "--stdin")
    ],
    "`-f URL`": [("apply -f https://example.com/a.yaml", 1, "minik does not fetch URLs")],
    "`proxy` (kubectl's)": [
        ("proxy --help", 0, "kube-proxy"),
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
