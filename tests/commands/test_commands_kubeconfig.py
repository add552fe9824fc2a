"""A kubeconfig as data: clusters, users, and what contexts say of them."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal


@pytest.fixture
def config(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal with a configuration of its own, and two files."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "a.crt").write_text("certificate")
    (tmp_path / "a.key").write_text("key")
    return terminal


CERTIFICATE, KEY = (b64encode(text).decode() for text in (b"certificate", b"key"))


def view(terminal: Terminal, table: str, key: str, name: str, raw: str = " --raw") -> Any:
    found = json.loads(terminal(f"minik config view{raw} -o json").out)
    return next((row[key] for row in found[table] or () if row["name"] == name), None)


# Lines about the user u, and what is kept of it in the end.
USERS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "nothing": (["set-credentials u"], {}),
    "a token": (["set-credentials u --token=t"], {"token": "t"}),
    "a name and a password": (
        ["set-credentials u --username=n --password=p"],
        {"username": "n", "password": "p"},
    ),
    "a token instead": (
        ["set-credentials u --username=n --password=p", "set-credentials u --token=t"],
        {"token": "t"},
    ),
    "a password instead": (
        ["set-credentials u --token=t", "set-credentials u --password=p"],
        {"password": "p"},
    ),
    "no token any more": (["set-credentials u --token=t", "set-credentials u --token="], {}),
    "embedded files": (
        ["set-credentials u --client-certificate=a.crt --client-key=a.key --embed-certs"],
        {"client-certificate-data": CERTIFICATE, "client-key-data": KEY},
    ),
    "a program": (
        [
            "set-credentials u --exec-command=p --exec-api-version=v --exec-arg=a,b --exec-env=K=v --exec-env=L=w",
            "set-credentials u --exec-env=K- --exec-env=L=x",
        ],
        {
            "exec": {
                "command": "p",
                "apiVersion": "v",
                "args": ["a", "b"],
                "env": [{"name": "L", "value": "x"}],
            }
        },
    ),
    "another program": (
        ["set-credentials u --exec-command=p --exec-arg=a", "set-credentials u --exec-command=q"],
        {"exec": {"command": "q"}},
    ),
    "a provider": (
        [
            "set-credentials u --auth-provider=oidc --auth-provider-arg=a=b,c=d",
            "set-credentials u --auth-provider=oidc --auth-provider-arg=a-",
        ],
        {"auth-provider": {"name": "oidc", "config": {"c": "d"}}},
    ),
    "set by property": (
        ["set-credentials u --token=t", "set users.u.username n"],
        {"token": "t", "username": "n"},
    ),
    "unset by property": (
        ["set-credentials u --username=n --password=p", "unset users.u.password"],
        {"username": "n"},
    ),
}


@pytest.mark.parametrize("case", USERS)
def test_users_are_kept_as_by_kubectl(config: Terminal, case: str) -> None:
    lines, expected = USERS[case]
    for line in lines:
        said = 'User "u" set.\n' if line.startswith("set-c") else None
        answer = config(f"minik config {line}")
        assert answer.exit == 0 and (said is None or answer.out == said)
    assert pruned(view(config, "users", "user", "u")) == expected


def pruned(value: Any) -> Any:
    """The value without fields that hold nothing."""
    if isinstance(value, dict):
        return {name: pruned(part) for name, part in value.items() if part is not None}
    return value


# Lines about the cluster c, and what is kept of it in the end.
CLUSTERS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "nothing": (["set-cluster c"], {}),
    "a server": (["set-cluster c --server=https://x"], {"server": "https://x"}),
    "one after the other": (
        [
            "set-cluster c --server=https://x",
            "set-cluster c --tls-server-name=n --proxy-url=http://p",
        ],
        {"server": "https://x", "tls-server-name": "n", "proxy-url": "http://p"},
    ),
    "an embedded certificate": (
        ["set-cluster c --certificate-authority=a.crt --embed-certs"],
        {"certificate-authority-data": CERTIFICATE},
    ),
    "no certificate": (
        [
            "set-cluster c --certificate-authority=a.crt --embed-certs=true",
            "set-cluster c --insecure-skip-tls-verify",
        ],
        {"insecure-skip-tls-verify": True},
    ),
    "a certificate again": (
        [
            "set-cluster c --insecure-skip-tls-verify=true",
            "set-cluster c --certificate-authority=a.crt --embed-certs",
        ],
        {"certificate-authority-data": CERTIFICATE},
    ),
    "raw bytes": (
        [
            "set-cluster c",
            "set clusters.c.certificate-authority-data certificate --set-raw-bytes",
        ],
        {"certificate-authority-data": CERTIFICATE},
    ),
    "base64": (
        [f"set clusters.c.certificate-authority-data {CERTIFICATE}"],
        {"certificate-authority-data": CERTIFICATE},
    ),
    "by a path": (
        [
            """set '{.clusters[?(@.name == "c")].cluster.certificate-authority-data}' certificate --set-raw-bytes"""
        ],
        {"certificate-authority-data": CERTIFICATE},
    ),
    "a switch": (
        ["set clusters.c.insecure-skip-tls-verify true"],
        {"insecure-skip-tls-verify": True},
    ),
    "unset": (
        ["set-cluster c --server=https://x --tls-server-name=n", "unset clusters.c.server"],
        {"tls-server-name": "n"},
    ),
}


@pytest.mark.parametrize("case", CLUSTERS)
def test_clusters_are_kept_as_by_kubectl(config: Terminal, case: str) -> None:
    lines, expected = CLUSTERS[case]
    for line in lines:
        answer = config(f"minik config {line}")
        assert (answer.exit, answer.err) == (0, "")
    assert view(config, "clusters", "cluster", "c") == expected


def test_files_that_are_not_embedded_are_named(config: Terminal, tmp_path: Path) -> None:
    config("minik config set-credentials u --client-certificate=a.crt --client-key=a.key")
    config("minik config set-cluster c --certificate-authority=a.crt")
    assert view(config, "users", "user", "u") == {
        "client-certificate": f"{tmp_path}/a.crt",
        "client-key": f"{tmp_path}/a.key",
    }
    assert view(config, "clusters", "cluster", "c") == {
        "certificate-authority": f"{tmp_path}/a.crt"
    }


def test_secrets_are_shown_only_where_all_is_asked_for(config: Terminal) -> None:
    config("minik config set-credentials u --username=n --password=hunter2")
    config("minik config set-credentials v --token=hunter2 --client-key=a.key --embed-certs")
    config("minik config set-cluster c --certificate-authority=a.crt --embed-certs")
    assert view(config, "users", "user", "u", "") == {"username": "n", "password": "REDACTED"}
    assert view(config, "users", "user", "v", "") == {
        "token": "REDACTED",
        "client-key-data": "DATA+OMITTED",
    }
    assert view(config, "clusters", "cluster", "c", "") == {
        "certificate-authority-data": "DATA+OMITTED"
    }
    assert "hunter2" not in config("minik config view").out


def test_entries_are_listed_and_deleted(config: Terminal, tmp_path: Path) -> None:
    path = f"{tmp_path}/minik/config.json"
    for name in ("b", "a"):
        config(f"minik config set-credentials {name}")
        config(f"minik config set-cluster {name} --server=https://x")
    assert config("minik config get-users").out == "NAME\na\nb\n"
    assert config("minik config get-clusters").out == "NAME\na\nb\ndefault\n"
    assert config("minik config delete-user a").out == f"deleted user a from {path}\n"
    assert config("minik config delete-cluster b").out == f"deleted cluster b from {path}\n"
    assert config("minik config unset users.b").exit == 0
    assert config("minik config get-users").out == "NAME\n"
    assert config("minik config get-clusters").out == "NAME\na\ndefault\n"
    for line in ("delete-user a", "delete-cluster b"):
        what, name = line.removeprefix("delete-").split()
        assert config(f"minik config {line}").err == (
            f"error: cannot delete {what} {name}, not in {path}\n"
        )


def test_a_context_names_its_cluster_and_its_user(config: Terminal) -> None:
    config("minik config set-credentials u --token=t")
    config("minik config set-cluster c --server=https://x")
    config("minik config set-context both --cluster=c --user=u --namespace=shop")
    shown = config("minik config get-contexts both --no-headers").out.split()
    assert shown == ["both", "c", "u", "shop"]
    config("minik config set contexts.both.user v")
    config("minik config use-context both")
    found = json.loads(config("minik config view --minify -o json").out)
    assert found["contexts"] == [
        {"name": "both", "context": {"cluster": "c", "user": "v", "namespace": "shop"}}
    ]
    assert found["clusters"] == [{"name": "c", "cluster": {"server": "https://x"}}]
    assert found["users"] is None
    config("minik config unset contexts.both.cluster")
    config("minik config rename-context both one")
    assert config("minik config get-contexts one --no-headers").out.split() == [
        *("*", "one", "one", "v", "shop")
    ]


def test_other_changes_keep_what_is_data(config: Terminal) -> None:
    config("minik config set-credentials u --token=t")
    for line in ("set-context x", "use-context x", "rename-context x y", "delete-context y"):
        assert config(f"minik config {line}").exit == 0
    assert view(config, "users", "user", "u") == {"token": "t"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "set-credentials u --token=t --username=n",
            "you cannot specify more than one authentication method at the same time: --token, --username/--password",
        ),
        (
            "set-credentials u --embed-certs",
            "you must specify a --client-certificate or --client-key to embed",
        ),
        ("set-credentials", "Unexpected args: []"),
        ("set-credentials a b", "Unexpected args: [a b]"),
        ("set-credentials ''", "you must specify a non-empty user name"),
        (
            "set-credentials u --exec-command=x --exec-env=nothing",
            "Error: invalid exec-env format: nothing",
        ),
        ("set-cluster ''", "you must specify a non-empty cluster name"),
        (
            "set-cluster c --certificate-authority=a.crt --insecure-skip-tls-verify",
            "you cannot specify a certificate authority and insecure mode at the same time",
        ),
        ("set-cluster c --embed-certs", "you must specify a --certificate-authority to embed"),
        (
            "set-cluster c --certificate-authority=none --embed-certs",
            "could not read certificate-authority data from none: open none: no such file or directory",
        ),
        ("set users.u.nothing x", "unable to parse users.u.nothing after [] at api.Config"),
        ("set users.u x", "unable to parse users.u after [] at api.Config"),
        ("set clusters.c.insecure-skip-tls-verify maybe", 'strconv.ParseBool: parsing "maybe"'),
        ("set clusters.c.certificate-authority-data !", "error decoding base64 string"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_changes(
    config: Terminal, line: str, error: str
) -> None:
    before = config("minik config view --raw").out
    answer = config(f"minik config {line}")
    assert answer.exit == 1 and answer.err.startswith(f"error: {error}")
    assert config("minik config view --raw").out == before


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ("--cluster=none", 'no server found for cluster "none"'),
        ("--user=none", 'auth info "none" does not exist'),
        ("--context=none", "context was not found for specified context: none"),
        ("--kubeconfig=none", "stat none: no such file or directory"),
        ("--context= --kubeconfig=none", "stat none: no such file or directory"),
        ("--cluster=c", "--cluster is for a live cluster, and this is a state file"),
        ("--user=u", "--user is for a live cluster, and this is a state file"),
    ],
)
def test_what_the_kubeconfig_does_not_have_is_refused_in_kubectls_words(
    config: Terminal, option: str, error: str
) -> None:
    if "--kubeconfig" in option:
        pytest.importorskip("kubernetes")
    config("minik config set-cluster c --server=https://c")
    config("minik config set-credentials u --token=t")
    answer = config(f"minik get pods {option}")
    assert answer.exit == 1 and answer.err.splitlines()[0] == f"error: {error}"


def test_base64_may_be_broken_into_lines(config: Terminal) -> None:
    config("minik config set-cluster c --server=https://c")
    assert config("minik config set clusters.c.certificate-authority-data 'YWJj\nZGVm'").exit == 0
    shown = config("minik config view --raw -o jsonpath={.clusters[0].cluster}").out
    assert '"certificate-authority-data":"YWJjZGVm"' in shown
