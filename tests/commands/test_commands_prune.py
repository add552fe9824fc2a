"""`apply --prune`: what the files no longer name goes, and nothing else."""

from pathlib import Path

import pytest
from typing_in import Answer, Terminal

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, labels: {app: web}}\n"
WARNING = (
    "Warning: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a "
    "future release. To preserve the current behaviour, list the resources you want to target explicitly in the "
    "--prune-allowlist flag.\n"
)


def write(*names: str) -> None:
    Path("a.yaml").write_text("---\n".join(CONFIG.replace("NAME", name) for name in names))


def configs(terminal: Terminal) -> str:
    return terminal("minik get cm -A -o name --field-selector metadata.name!=kube-root-ca.crt").out


@pytest.fixture
def two(terminal: Terminal) -> Terminal:
    """Two config maps were applied; the file names only one of them any more."""
    write("a", "b")
    terminal("minik apply -f a.yaml")
    write("a")
    return terminal


@pytest.mark.parametrize("which", ["--all", "-l app=web", "-l app"])
def test_what_is_in_no_file_goes(two: Terminal, which: str) -> None:
    assert two(f"minik apply -f a.yaml --prune {which}") == Answer(
        0, "configmap/a unchanged\nconfigmap/b pruned\n", WARNING
    )
    assert configs(two) == "configmap/a\n"


def test_only_what_was_applied_is_pruned(two: Terminal) -> None:
    two("minik create cm made")
    two("minik create cm kept --save-config")
    assert (
        two("minik apply -f a.yaml --prune --all").out
        == "configmap/a unchanged\nconfigmap/b pruned\nconfigmap/kept pruned\n"
    )
    assert "configmap/made\n" in configs(two)


def test_other_labels_other_namespaces_and_other_kinds_are_left_alone(two: Terminal) -> None:
    two("minik create namespace blue")
    two("minik apply -f a.yaml -n blue")
    write("c")
    assert two(
        "minik apply -f a.yaml -n blue --prune --all --prune-allowlist=core/v1/ConfigMap"
    ) == Answer(0, "configmap/c created\nconfigmap/a pruned\n", "")
    assert (
        two(
            "minik apply -f a.yaml --prune --all --prune-allowlist=apps/v1/Deployment,batch/v1/Job"
        ).out
        == "configmap/c created\n"
    )
    assert (
        two("minik apply -f a.yaml --prune -l app=web,x!=y").out
        == "configmap/c unchanged\nconfigmap/a pruned\nconfigmap/b pruned\n"
    )


@pytest.mark.parametrize(
    ("strategy", "suffix"), [("client", "(dry run)"), ("server", "(server dry run)")]
)
def test_a_dry_run_prunes_nothing(two: Terminal, strategy: str, suffix: str) -> None:
    done = "unchanged" if strategy == "server" else "configured"
    rehearsed = two(f"minik apply -f a.yaml --prune --all --dry-run={strategy}")
    assert rehearsed.out == f"configmap/a {done} {suffix}\nconfigmap/b pruned {suffix}\n"
    assert configs(two) == "configmap/a\nconfigmap/b\n"


def test_where_something_is_refused_nothing_is_pruned(two: Terminal) -> None:
    Path("a.yaml").write_text(CONFIG.replace("NAME", "a") + "---\n" + CONFIG.replace("NAME", "A"))
    assert two("minik apply -f a.yaml --prune --all").exit == 1
    assert configs(two) == "configmap/a\nconfigmap/b\n"


def test_owners_take_along_what_they_own(terminal: Terminal) -> None:
    write("a")
    terminal("minik create deployment web --image=x --save-config")
    assert (
        terminal("minik apply -f a.yaml --prune --all").out
        == "configmap/a created\ndeployment.apps/web pruned\n"
    )
    assert terminal("minik get deploy,rs,pods").out == ""


def test_namespaces_are_pruned_too(terminal: Terminal) -> None:
    write("a")
    terminal("minik create namespace blue --save-config")
    assert terminal("minik apply -f a.yaml --prune --all").out.endswith("namespace/blue pruned\n")


def test_what_the_server_applied_does_not_count(two: Terminal) -> None:
    write("s")
    two("minik apply --server-side -f a.yaml")
    write("a")
    assert (
        two("minik apply -f a.yaml --server-side --prune --all").out
        == "configmap/a serverside-applied\nconfigmap/b pruned\n"
    )


@pytest.mark.parametrize(
    ("options", "err"),
    [
        (
            "--prune",
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. "
            "If you did not mean to prune all resources, specify a label selector",
        ),
        ("--prune --all -l a=b", "cannot set --all and --selector at the same time"),
        ("--prune --all --force", "--force cannot be used with --prune"),
        (
            "--prune --all --prune-allowlist=foo",
            "invalid GroupVersionKind format: foo, please follow <group/version/kind>",
        ),
        (
            "--prune --all --prune-allowlist=core/v2/ConfigMap",
            'no matches for kind "ConfigMap" in version "v2"',
        ),
        (
            "--prune --all --prune-allowlist=apps/v1/Nope",
            'no matches for kind "Nope" in version "apps/v1"',
        ),
    ],
)
def test_misuse(two: Terminal, options: str, err: str) -> None:
    assert two(f"minik apply -f a.yaml {options}") == Answer(1, "", f"error: {err}\n")
