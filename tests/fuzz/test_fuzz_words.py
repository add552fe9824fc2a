"""Whatever is typed in a small language of the command line: an answer or a refusal in words, and
nothing that a terminal obeys.
"""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell import Shell, tried

WORLD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: x, ports: [{name: http, containerPort: 8080}]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
"""
ODD = [
    "\x00",
    "\x1b[2J",
    "\x1b]52;c;eA==\x07",
    "\x9b31m",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\U0010ffff",
    "\n",
    "\t",
    "é",
    "9" * 40,
    "-",
    "--",
    "=",
    ",",
]
TOKENS = {
    "labels": [
        "a",
        "app",
        "=",
        "==",
        "!=",
        "!",
        " in ",
        " notin ",
        "(",
        ")",
        ",",
        ">",
        "<",
        "1",
        "x/y",
        "/",
        "web",
        " ",
    ],
    "fields": [
        "metadata.name",
        "status.phase",
        "=",
        "==",
        "!=",
        ",",
        "\\",
        "\\,",
        "spec.nodeName",
        "x",
        "Running",
    ],
    "jsonpath": [
        "{",
        "}",
        ".",
        "..",
        "[",
        "]",
        "*",
        "?(",
        ")",
        "@",
        "items",
        "range ",
        "end",
        "'",
        '"',
        "0",
        "-1",
        ":",
        ",",
        "==",
        "&&",
        "\\",
        "$",
        ".metadata.name",
        '[?(@.kind=="Pod")]',
        "{.items[*]}",
        "{range .items[*]}",
        "{end}",
    ],
    "template": [
        "{{",
        "}}",
        ".",
        "$",
        "$x",
        ":=",
        "=",
        "|",
        "range ",
        "end",
        "if ",
        "else",
        "with ",
        "define ",
        "template ",
        "block ",
        "printf ",
        "index ",
        "len ",
        "slice ",
        "eq ",
        "lt ",
        "and ",
        "not ",
        "html",
        "js",
        "urlquery",
        "call ",
        '"%s"',
        '"%d"',
        '"%999999999d"',
        "(",
        ")",
        "0",
        "nil",
        "true",
        "'x'",
        "`",
        ".items",
        ".metadata.name",
        "break",
        "continue",
        "- ",
        " -",
        "/*",
        "*/",
        "base64decode",
        "1e9",
        "0x1p-2",
    ],
    "columns": [
        "NAME:",
        ".metadata.name",
        ",",
        ":",
        "A",
        "..",
        "{",
        "}",
        "[*]",
        "[0]",
        "*",
        "x y",
        "\n",
    ],
    "target": [
        "web",
        ".",
        ":",
        "/",
        "default",
        "svc",
        "cluster.local",
        "80",
        "http",
        "10.96.0.1",
        "pod/",
        "service/",
        "::1",
        "[",
        "]",
        "_http",
        "_tcp",
        "*",
        "-",
        "deployment/",
        "99999",
        "255.255.255.255",
        "node-1",
        "outside",
    ],
    "time": [
        "1",
        "5",
        "h",
        "m",
        "s",
        "ms",
        "ns",
        ".",
        "-",
        "+",
        "1e9",
        "999999999999999999999",
        "µs",
        "d",
    ],
    "schedule": [
        "*",
        "/",
        "-",
        ",",
        "0",
        "59",
        "60",
        "7",
        "mon",
        "JAN",
        "@daily",
        "@every ",
        "1h",
        " ",
        "?",
        "L",
        "TZ=UTC ",
        "CRON_TZ=",
        "99999999999",
    ],
    "quantity": [
        "1",
        "0",
        ".",
        "m",
        "Ki",
        "E",
        "Ei",
        "e",
        "-",
        "+",
        "n",
        "u",
        "999999999999999999999",
        "0." + "0" * 30 + "1",
        "k",
        "i",
    ],
}
LINES = {
    "labels": [["get", "pods", "-l", "{}"], ["delete", "pods", "-l", "{}", "--dry-run=client"]],
    "fields": [["get", "pods", "--field-selector", "{}"]],
    "jsonpath": [
        ["get", "pods", "-o", "jsonpath={}"],
        ["get", "pods", "--sort-by", "{}"],
        ["get", "pods", "-o", "jsonpath-as-json={}"],
        ["wait", "pod", "-l", "app=web", "--for=jsonpath={}", "--timeout=0s"],
    ],
    "template": [["get", "pods", "-o", "go-template={}"]],
    "columns": [["get", "pods", "-o", "custom-columns={}"]],
    "target": [
        ["resolve", "{}"],
        ["why", "{}"],
        ["dns", "{}"],
        ["trace", "--from", "outside", "--to", "{}"],
        ["get", "{}"],
        ["explain", "{}"],
        ["env", "{}"],
        ["describe", "{}"],
        ["check", "{}"],
        ["resolve", "web", "--from", "{}"],
        ["get", "svc", "-n", "{}"],
        ["resolve", "web", "--what-if", "{}"],
    ],
    "time": [
        ["wait", "pod", "-l", "app=none", "--for=delete", "--timeout={}"],
        ["simulate", "advance", "{}", "--dry-run"],
        ["resolve", "web", "--what-if", "advance {}"],
    ],
    "schedule": [["create", "cronjob", "x", "--image=x", "--schedule={}", "--dry-run=server"]],
    "quantity": [
        ["set", "resources", "deployment", "web", "--limits=cpu={}", "--dry-run=server"],
        ["create", "quota", "x", "--hard=pods={}", "--dry-run=server"],
    ],
}
DATA = (
    "jsonpath",
    "template",
)  # what a template prints is data, and goes out as it is, as kubectl's does
CASES = [(language, line) for language, lines in LINES.items() for line in lines]


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    made = Shell()
    assert made("apply", "-f", "-", given=WORLD).exit == 0
    yield made
    made.close()


def typed(language: str) -> st.SearchStrategy[str]:
    """Anything at all, or the words of a language in any order."""
    words = st.lists(st.sampled_from(TOKENS[language] * 3 + ODD), max_size=12).map("".join)
    return words | st.text(st.characters(), max_size=12)


@pytest.mark.parametrize(("language", "line"), CASES, ids=[" ".join(line) for _, line in CASES])
def test_whatever_is_typed_is_answered_or_refused(
    shell: Shell, language: str, line: list[str]
) -> None:
    before = shell.files()

    @tried(30)
    @given(typed(language))
    def answered(text: str) -> None:
        answer = shell(*(word.replace("{}", text) for word in line))
        said = answer.err if language in DATA else answer.out + answer.err
        assert not set(said) & set("\x00\x1b\x07\x9b\r"), said
        assert answer.exit == 0 or answer.err or answer.out

    answered()
    assert shell.files() == before


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["web", "app", "80", "", "\x1b", "\ud800", "$patch"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "op",
                    "path",
                    "value",
                    "from",
                    "metadata",
                    "spec",
                    "ports",
                    "selector",
                    "labels",
                    "name",
                    "port",
                    "status",
                    "kind",
                    "type",
                    "$patch",
                    "$retainKeys",
                    "$setElementOrder/ports",
                    "$deleteFromPrimitiveList/finalizers",
                    "",
                    "a/b",
                    "~1",
                    "clusterIP",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "x"]),
            "path": st.sampled_from(
                [
                    "",
                    "/",
                    "/spec",
                    "/spec/ports/0",
                    "/spec/ports/-",
                    "/spec/ports/01",
                    "/metadata/labels/a~1b",
                    "/metadata",
                    "/~2",
                    "x",
                    "/kind",
                    "/spec/ports/99999999999999999999",
                ]
            ),
        },
        optional={
            "value": JSON,
            "from": st.sampled_from(["/spec", "/metadata/name", "/spec/ports/0", ""]),
        },
    ),
    max_size=4,
)
PATCHES = st.tuples(st.just("json"), OPERATIONS) | st.tuples(
    st.sampled_from(["merge", "strategic", "json"]), JSON
)


@tried(150)
@given(PATCHES, st.sampled_from(["service/web", "deployment/web", "configmap/none"]), st.booleans())
def test_whatever_is_patched_stays_an_object_or_is_refused(
    shell: Shell, patch: tuple[str, object], what: str, whole: bool
) -> None:
    kind, change = patch
    text = json.dumps(change) if whole else json.dumps(change)[:-1]
    answer = shell("patch", what, "--type", kind, "-p", text, "--dry-run=server", "-o", "json")
    assert answer.exit == 1 or json.loads(answer.out)["kind"].lower() == what.partition("/")[0]
