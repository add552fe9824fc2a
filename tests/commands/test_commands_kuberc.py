"""Preferences (kuberc): aliases, and values of options that are not typed; `kuberc set` and `view`."""

from pathlib import Path

import pytest
from typing_in import Terminal

PREFERENCES = """\
apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
aliases:
- {name: crns, command: create namespace, appendArgs: [blue]}
- {name: getn, command: get, prependArgs: [namespace], options: [{name: output, default: name}]}
- name: crole
  command: create role
  options: [{name: verb, default: 'get,watch'}]
- name: runx
  command: run
  options: [{name: image, default: nginx}, {name: namespace, default: blue}]
  appendArgs: [web, --, first, second]
defaults:
- command: delete
  options: [{name: interactive, default: 'true'}]
- command: get
  options: [{name: namespace, default: blue}, {name: output, default: name}]
- command: set image
  options: [{name: dry-run, default: client}]
"""
OLD = """\
apiVersion: kubectl.config.k8s.io/v1alpha1
kind: Preference
overrides:
- {command: get, flags: [{name: output, default: name}]}
aliases:
- {name: all, command: get, prependArgs: [ns], flags: [{name: output, default: json}]}
"""
FAILED = "error occurred while applying preferences "
SET = "minik kuberc set --kuberc=k"


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    """A cluster with a namespace `blue`, and preferences in the file `prefs`."""
    terminal("minik create namespace blue")
    Path("prefs").write_text(PREFERENCES)
    return terminal


def test_an_alias_is_its_command_with_words_before_and_behind(there: Terminal) -> None:
    assert there("minik getn blue --kuberc=prefs").out == "namespace/blue\n"
    assert there("minik --kuberc prefs getn blue").out == "namespace/blue\n"
    assert there("minik crns --kuberc=prefs").err == (
        'Error from server (AlreadyExists): namespaces "blue" already exists\n'
    )
    assert there("minik runx --kuberc prefs").out == "pod/web created\n"
    shown = there("minik get pod web -n blue -o jsonpath='{.spec.containers[0].args}'").out
    assert shown == '["first","second"]'


def test_what_is_typed_goes_before_what_is_preferred(there: Terminal) -> None:
    assert there("minik getn blue -ojson --kuberc=prefs").out.startswith("{")
    there("minik crole r --verb=list --resource=pods --kuberc=prefs")
    assert there("minik get role r -o jsonpath='{.rules[0].verbs}'").out == '["list"]'
    there("minik runx --kuberc prefs")
    assert there("minik get pods --kuberc=prefs").out == "pod/web\n"
    assert there("minik get pods -n default --kuberc=prefs").out == ""
    assert "No resources found" in there("minik get pods -ndefault -o wide --kuberc=prefs").err


def test_defaults_are_for_their_command_alone(there: Terminal) -> None:
    there("minik runx --kuberc prefs")
    line = "minik set image pod/web web=other -n blue --kuberc=prefs"
    assert there(line).out == "pod/web image updated (dry run)\n"
    assert there(f"{line} --dry-run=none").out == "pod/web image updated\n"
    assert there("minik config set contexts.a.namespace x --kuberc=prefs").exit == 0
    kept = there("minik delete pod web -n blue --kuberc=prefs", given="n\n")
    assert "pod/web" in kept.out and there("minik get pod web -n blue").exit == 0
    gone = there("minik delete pod web -n blue --interactive=false --kuberc=prefs")
    assert gone.out == 'pod "web" deleted from blue namespace\n'


def test_the_variable_names_the_file_and_switches_it_off(
    there: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBERC", "prefs")
    assert there("minik getn blue").out == "namespace/blue\n"
    monkeypatch.setenv("KUBECTL_KUBERC", "false")
    assert there("minik getn blue").err.startswith('error: unknown command "getn" for "minik"')
    monkeypatch.setenv("KUBECTL_KUBERC", "true")
    monkeypatch.setenv("KUBERC", "off")
    assert there("minik getn blue").err.startswith('error: unknown command "getn" for "minik"')
    refused = there("minik getn --kuberc=prefs")
    assert (refused.exit, refused.err) == (
        1,
        f"{FAILED}disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive\n",
    )


def test_the_usual_file_is_kubectls(there: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path.cwd()))
    monkeypatch.delenv("KUBERC", raising=False)
    Path(".kube").mkdir()
    Path(".kube/kuberc").write_text(OLD)
    assert there("minik get ns blue").out == "namespace/blue\n"
    assert '"name": "blue"' in there("minik all").out
    Path(".kube/kuberc").write_text("kind: Other\n")
    assert there("minik get ns blue").err.startswith("kuberc: no preferences loaded from ")
    assert "blue   Active" in there("minik get ns blue").out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "unknown: invalid\ndefaults: [{command: get, options: [], more: 1}]",
            'kuberc: ignoring strict decoding error in prefs: strict decoding error: unknown field "unknown", '
            'unknown field "defaults[0].more"\n',
        ),
        (
            "defaults: [{command: nope, options: []}]",
            'Warning: command "nope" not found to set kuberc override\n',
        ),
    ],
)
def test_what_is_odd_in_the_file_is_told(there: Terminal, text: str, told: str) -> None:
    head = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"
    Path("prefs").write_text(head + text)
    answer = there("minik get ns blue --kuberc=prefs")
    assert (answer.exit, answer.err) == (0, told)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "aliases: [{name: a-b, command: get}]",
            "invalid alias name, can only include alphabetical characters",
        ),
        ("aliases: [{name: a, command: get}, {name: a, command: run}]", "duplicate alias name a"),
        (
            "defaults: [{command: get, options: [{name: --output, default: name}]}]",
            "flag name --output should be in long form without dashes",
        ),
        (
            "defaults: [{command: get, options: [{name: nope, default: a}]}]",
            "invalid flag nope for command get",
        ),
        ("aliases: [{name: get, command: get}]", ""),
        (
            "defaults: 7",
            "kuberc error kuberc: no valid preferences found in prefs, use --v=5 to see details",
        ),
    ],
)
def test_what_is_wrong_in_the_file_stops_the_command(
    there: Terminal, text: str, error: str
) -> None:
    head = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"
    Path("prefs").write_text(head + text)
    answer = there("minik get ns blue --kuberc=prefs")
    assert (answer.exit, answer.err) == ((1, f"{FAILED}{error}\n") if error else (0, ""))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "aliases: [{name: x, command: nope}]",
            'command "nope" not found to set alias "x": []',
        ),
        (
            "aliases: [{name: x, command: get, options: [{name: nope, default: a}]}]",
            "invalid alias flag nope in alias x",
        ),
        (
            "aliases: [{name: x, command: get}]\ndefaults: [{command: x, options: []}]",
            "alias x can not be overridden",
        ),
    ],
)
def test_what_is_wrong_with_an_alias_stops_it(there: Terminal, text: str, error: str) -> None:
    head = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"
    Path("prefs").write_text(head + text)
    assert there("minik x ns --kuberc=prefs").err == f"{FAILED}{error}\n"


def test_a_file_that_is_not_there_or_empty(there: Terminal) -> None:
    assert there("minik get ns --kuberc=nope").err == (
        f"{FAILED}kuberc error kuberc: open nope: no such file or directory\n"
    )
    assert there("minik get ns --kuberc").err == f"{FAILED}kuberc file is not found\n"
    Path("prefs").write_text("")
    assert there("minik get ns blue --kuberc=prefs").err == ""
    for level in ("-v=5", "-v 5", "--v=5", "--v 5", "-v5"):
        told = there(f"minik get ns blue {level} --kuberc=prefs").err
        assert "] kuberc: no preferences found in prefs\n" in told


def test_entries_are_set_one_after_the_other(there: Terminal) -> None:
    assert (
        there(f"{SET} --section defaults --command get --option output=name").out == "Updated k\n"
    )
    there(
        f"{SET} --section aliases --name getn --command get --prependarg ns --option --output=json"
    )
    assert there("minik kuberc view --kuberc=k").out == (
        "aliases:\n- command: get\n  name: getn\n  options:\n  - default: json\n    name: output\n"
        "  prependArgs:\n  - ns\napiVersion: kubectl.config.k8s.io/v1beta1\n"
        "defaults:\n- command: get\n  options:\n  - default: name\n    name: output\nkind: Preference\n"
    )
    again = there(f"{SET} --section defaults --command get --option output=wide")
    assert again.err == (
        'error: defaults for command "get" already exist, use --overwrite to replace\n'
    )
    assert there(f"{SET} --section aliases --name getn --command get").err == (
        'error: alias "getn" already exists, use --overwrite to replace\n'
    )
    there(f"{SET} --section aliases --name getn --command get --appendarg blue --overwrite")
    assert there("minik getn --kuberc=k -o name").out == "namespace/blue\n"
    there(
        f"{SET} --section credentialplugin --policy Allowlist --allowlist-entry command=a,command=b"
    )
    shown = there("minik kuberc view --kuberc=k -o jsonpath='{.credentialPluginAllowlist}'").out
    assert shown == '[{"command":"a"},{"command":"b"}]'


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("", 'required flag(s) "section" not set'),
        (
            "--section x",
            '--section must be "defaults", "aliases", or "credentialplugin", got: x',
        ),
        ("--section aliases --command get", "--name is required when --section=aliases"),
        (
            "--section defaults --name a",
            "--name should not be specified when --section=defaults",
        ),
        (
            "--section defaults --command get --appendarg a",
            "--prependarg and --appendarg are only valid for --section=aliases",
        ),
        (
            "--section defaults",
            "--command is required when --section=aliases or --section=defaults",
        ),
        (
            "--section defaults --command get --option a",
            'invalid option format "a", expected flag=value',
        ),
        ("--section credentialplugin", "--policy is required when --section=credentialplugin"),
        (
            "--section credentialplugin --policy x",
            ' --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: x',
        ),
        (
            "--section credentialplugin --policy Allowlist",
            "--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist",
        ),
        (
            "--section credentialplugin --policy DenyAll --allowlist-entry command=a",
            "--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist",
        ),
        (
            "--section credentialplugin --policy Allowlist --allowlist-entry name=a,b",
            '[allowlist entry field "name" is deprecated, use "command" instead, '
            'improperly formatted allowlist entry: "b"]',
        ),
    ],
)
def test_what_cannot_be_set_is_refused(there: Terminal, options: str, error: str) -> None:
    answer = there(f"{SET} {options}")
    assert (answer.exit, answer.err) == (1, f"error: {error}\n")
    assert not Path("k").exists()


def test_a_view_of_none_offers_the_recommended_ones(
    there: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert there("minik kuberc view --kuberc=nope").err == (
        "error: kuberc file not found at nope\n"
    )
    monkeypatch.setenv("HOME", str(Path.cwd()))
    monkeypatch.delenv("KUBERC", raising=False)
    answer = there("minik kuberc view", given="n\n")
    usual = Path(".kube/kuberc").absolute()
    assert answer.out.splitlines()[0] == f"kuberc file not found at {usual}"
    assert not usual.exists()
    assert there("minik kuberc view", given="y\n").out.endswith(f"Updated {usual}\n")
    assert (
        '- command: apply\n  options:\n  - default: "true"\n    name: server-side'
        in there("minik kuberc view").out
    )
    monkeypatch.setenv("KUBERC", "off")
    assert there("minik kuberc view").err == (
        "error: KUBERC is disabled via KUBERC=off environment variable\n"
    )
