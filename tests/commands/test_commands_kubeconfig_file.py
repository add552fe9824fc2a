"""config with --kubeconfig: the file is shown and changed as kubectl does it, minik's contexts stay."""

import os
import stat
from pathlib import Path

import pytest
from typing_in import Terminal

HEAD = "apiVersion: v1\n"
TAIL = "kind: Config\nusers: null\n"
EMPTY = f'{HEAD}clusters: null\ncontexts: null\ncurrent-context: ""\n{TAIL}'
FULL = """apiVersion: v1
clusters:
- cluster:
    certificate-authority: ca.crt
    extensions:
    - extension:
        a: b
      name: other
    server: https://1.2.3.4
  name: arn:aws/eks
contexts:
- context:
    cluster: arn:aws/eks
    extensions:
    - extension:
        last-update: today
      name: context_info
    user: u
  name: x
current-context: x
extensions: []
kind: Config
users:
- name: u
  user:
    token: secret
"""
CLUSTER = "clusters:\n- cluster:\n    {}\n  name: c\n"


@pytest.fixture
def config(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in a folder of its own, with minik's contexts elsewhere."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    return terminal


def run(terminal: Terminal, *lines: str) -> str:
    """Type lines about the file f; return what is in it then."""
    for line in lines:
        assert terminal(f"minik config --kubeconfig f {line}").exit == 0, line
    return Path("f").read_text() if Path("f").exists() else ""


@pytest.mark.parametrize(
    ("lines", "content"),
    [
        (["view", "get-contexts", "get-clusters", "get-users"], ""),
        (
            ["set-cluster c --server=https://a"],
            EMPTY.replace("clusters: null\n", CLUSTER.format("server: https://a")),
        ),
        (
            ["set clusters.c.server file:///state.json"],
            EMPTY.replace("clusters: null\n", CLUSTER.format("server: file:///state.json")),
        ),
        (["set-cluster c --server=https://a", "delete-cluster c"], EMPTY),
        (["set-credentials u --token=t", "delete-user u"], EMPTY),
        (
            ["set-context a/b"],
            EMPTY.replace(
                "contexts: null",
                'contexts:\n- context:\n    cluster: ""\n    user: ""\n  name: a/b',
            ),
        ),
        (
            ["set-context a --namespace=m --cluster=c --user=u", "use-context a"],
            EMPTY.replace(
                'contexts: null\ncurrent-context: ""',
                "contexts:\n- context:\n    cluster: c\n    namespace: m\n    user: u\n  name: a\n"
                "current-context: a",
            ),
        ),
        (["set current-context q", "unset current-context"], EMPTY),
        (
            ["set-context a", "use-context a", "delete-context a"],
            EMPTY.replace('""', "a"),
        ),
    ],
)
def test_the_file_is_changed_as_by_kubectl(
    config: Terminal, lines: list[str], content: str
) -> None:
    assert run(config, *lines) == content
    assert config("minik config get-contexts -o name").out == "default\n"


def test_an_empty_file_shows_as_an_empty_configuration(config: Terminal) -> None:
    assert config("minik config --kubeconfig f view").out == EMPTY
    assert config("minik config view --kubeconfig=f --minify").exit == 1
    assert config("minik config current-context --kubeconfig f").exit == 1


def test_what_minik_does_not_know_stays(config: Terminal) -> None:
    Path("f").write_text(FULL)
    after = run(config, "set-context --current --namespace=shop", "rename-context x web")
    named = FULL.replace("    user: u\n", "    namespace: shop\n    user: u\n")
    assert after == named.replace("name: x", "name: web").replace("context: x", "context: web")


def test_secrets_are_shown_only_where_all_is_asked_for(config: Terminal) -> None:
    Path("f").write_text(FULL)
    assert "secret" not in config("minik config view --kubeconfig f").out
    assert "secret" in config("minik config view --kubeconfig f --raw").out
    assert "token: secret" in run(config, "set-context z")


def test_one_context_is_shown_with_what_it_names(config: Terminal) -> None:
    run(config, "set-context a --cluster=c", "set-context b --cluster=d", "use-context a")
    run(config, "set-cluster c --server=https://c", "set-cluster d --server=https://d")
    for words, here, there in (("", "https://c", "https://d"), ("--context b", "https://d", "//c")):
        out = config(f"minik config view --kubeconfig f --minify {words}").out
        assert here in out and there not in out
    assert config("minik config get-clusters --kubeconfig f").out == "NAME\nc\nd\n"
    assert config("minik config get-contexts --kubeconfig f --no-headers").out.split() == [
        *("*", "a", "c"),
        *("b", "d"),
    ]


def test_certificates_are_named_from_the_folder_of_the_file(config: Terminal) -> None:
    Path("deep").mkdir()
    Path("ca.crt").write_text("x")
    line = "minik config set-cluster c --certificate-authority=ca.crt --kubeconfig deep/f"
    assert config(line).exit == 0
    assert "certificate-authority: ../ca.crt" in Path("deep/f").read_text()


@pytest.mark.skipif(os.name == "nt", reason="modes of files are Unix's")
def test_a_new_file_is_for_its_owner_and_an_old_one_keeps_its_mode(config: Terminal) -> None:
    run(config, "set-context a")
    assert stat.S_IMODE(Path("f").stat().st_mode) == 0o600
    Path("f").chmod(0o640)
    run(config, "set-context b")
    assert stat.S_IMODE(Path("f").stat().st_mode) == 0o640


def test_what_a_link_leads_to_is_changed(config: Terminal, tmp_path: Path) -> None:
    Path("real").write_text(EMPTY)
    Path("f").symlink_to(tmp_path / "real")
    run(config, "set-context a")
    assert Path("f").is_symlink() and "name: a" in Path("real").read_text()


@pytest.mark.parametrize(
    "content",
    ["apiVersion: v-1\nkind: Config\n", "kind: Pod\n", "contexts: 3\n", "- a\n", "a: {\n"],
)
def test_what_is_no_kubeconfig_is_refused_and_stays(config: Terminal, content: str) -> None:
    Path("f").write_text(content)
    answer = config("minik config set-context a --kubeconfig f")
    assert answer.exit == 1 and answer.err.startswith("error: ")
    assert Path("f").read_text() == content


@pytest.mark.parametrize(
    "line", ["delete-cluster c", "delete-user u", "delete-context a", "rename-context a b"]
)
def test_what_is_not_there_is_named_with_the_file(config: Terminal, line: str) -> None:
    run(config, "set-context other")
    answer = config(f"minik config {line} --kubeconfig f")
    assert answer.exit == 1 and "not in f" in answer.err


def test_a_context_of_miniks_may_still_stand_for_one_of_the_file(config: Terminal) -> None:
    Path("f").write_text(FULL)
    line = "minik config set-context eks --kube-context=x --kubeconfig=f"
    assert config(line).exit == 0
    assert "eks" in config("minik config get-contexts -o name").out
    assert Path("f").read_text() == FULL
