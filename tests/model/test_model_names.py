"""How things may be called: every rule, with what it says of texts that break it."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import names

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
LABEL_1035 = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end "
    "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')"
)
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
WILDCARD = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
    "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for "
    r"validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
KEY = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
    "'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
SLASHES = f"a valid label key {KEY} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"

CASES: list[tuple[names.Rule, str, list[str]]] = [
    (names.label, "web", []),
    (names.label, "0", []),
    (names.label, "a" * 63, []),
    (names.label, "a" * 64, ["must be no more than 63 characters"]),
    (names.label, "we.b", ["must not contain dots"]),
    (names.label, "Web", [LABEL]),
    (names.label, "web-", [LABEL]),
    (names.label, "web\n", [LABEL]),
    (names.label, "ünïcode", [LABEL]),
    (names.label, "", [LABEL]),
    (names.label, "A" * 64, ["must be no more than 63 characters", LABEL]),
    (names.label_1035, "web-1", []),
    (names.label_1035, "1web", [LABEL_1035]),
    (names.label_1035, "w" * 64, ["must be no more than 63 characters"]),
    (names.subdomain, "example.com", []),
    (names.subdomain, ".".join(["a" * 62] * 4), []),
    (names.subdomain, "1.2.3.4", []),
    (names.subdomain, "a" * 254, ["must be no more than 253 characters"]),
    (names.subdomain, "a..b", [SUBDOMAIN]),
    (names.subdomain, "under_score.com", [SUBDOMAIN]),
    (names.subdomain, "example.com.", [SUBDOMAIN]),
    (names.wildcard, "*.example.com", []),
    (names.wildcard, "*.*.com", [WILDCARD]),
    (names.wildcard, "a.*.com", [WILDCARD]),
    (names.wildcard, "*", [WILDCARD]),
    (names.wildcard, "*." + "a" * 252, ["must be no more than 253 characters"]),
    (names.qualified_name, "app", []),
    (names.qualified_name, "app.kubernetes.io/Name_1.x", []),
    (names.qualified_name, "", ["name part must be non-empty", f"name part {KEY}"]),
    (names.qualified_name, "example.com/", ["name part must be non-empty", f"name part {KEY}"]),
    (names.qualified_name, "/app", ["prefix part must be non-empty"]),
    (names.qualified_name, "UPPER.example.com/k", [f"prefix part {SUBDOMAIN}"]),
    (names.qualified_name, "a" * 254 + "/k", ["prefix part must be no more than 253 bytes"]),
    (names.qualified_name, "a" * 64, ["name part must be no more than 63 bytes"]),
    (
        names.qualified_name,
        "ü" * 32,
        ["name part must be no more than 63 bytes", f"name part {KEY}"],
    ),
    (names.qualified_name, "-bad", [f"name part {KEY}"]),
    (names.qualified_name, "x/y/z", [SLASHES]),
    (names.label_value, "", []),
    (names.label_value, "My_value.1", []),
    (names.label_value, "v" * 64, ["must be no more than 63 bytes"]),
    (names.label_value, "has space", [VALUE]),
    (names.label_value, "-", [VALUE]),
    (names.port_name, "http", []),
    (names.port_name, "a" * 16, ["must be no more than 15 characters"]),
    (
        names.port_name,
        "web_port",
        ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"],
    ),
    (names.port_name, "8080", ["must contain at least one letter (a-z)"]),
    (names.port_name, "http--x", ["must not contain consecutive hyphens"]),
    (names.port_name, "-http", ["must not begin or end with a hyphen"]),
    (
        names.port_name,
        "HTTP",
        [
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
            "must contain at least one letter (a-z)",
        ],
    ),
    (names.path_segment, "system:node", []),
    (names.path_segment, ".", ["may not be '.'"]),
    (names.path_segment, "..", ["may not be '..'"]),
    (names.path_segment, "a/b%", ["may not contain '/'", "may not contain '%'"]),
]


@pytest.mark.parametrize(("rule", "text", "said"), CASES)
def test_what_a_rule_says(rule: names.Rule, text: str, said: list[str]) -> None:
    assert list(rule(text)) == said


@pytest.mark.parametrize(
    ("number", "fine"), [(0, False), (1, True), (65535, True), (65536, False), (-1, False)]
)
def test_port_numbers(number: int, fine: bool) -> None:
    assert list(names.port_number(number)) == (
        [] if fine else ["must be between 1 and 65535, inclusive"]
    )


@given(st.text(max_size=80))
def test_rules_agree_about_labels(text: str) -> None:
    is_label, is_subdomain = not list(names.label(text)), not list(names.subdomain(text))
    assert is_label == (is_subdomain and "." not in text and len(text) <= 63)
    assert (not list(names.label_1035(text))) is (is_label and bool(re.match("[a-z]", text)))
    assert is_label <= (not list(names.qualified_name(text)))
    assert (not list(names.qualified_name(text))) <= (
        not list(names.label_value(text)) or "/" in text
    )


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_key_is_a_prefix_and_a_name(prefix: str, name: str) -> None:
    is_fine = (
        not list(names.subdomain(prefix))
        and not list(names.qualified_name(name))
        and "/" not in name
    )
    assert (not list(names.qualified_name(f"{prefix}/{name}"))) is is_fine


def test_what_many_hold_alike_is_judged_once() -> None:
    asked = []

    def rule(text: str) -> list[str]:
        asked.append(text)
        return [f"{text} is wrong"]

    assert [names.violations(rule, word) for word in ("http", "http", "dns")] == [
        ("http is wrong",),
        ("http is wrong",),
        ("dns is wrong",),
    ]
    assert asked == ["http", "dns"]


@pytest.mark.parametrize(
    ("pattern", "test"),
    [
        (names.LABEL, names.is_label),
        (names.SUBDOMAIN, names.is_subdomain),
        (names.KEY, names.is_key),
    ],
)
def test_what_is_tested_by_hand_is_what_the_pattern_matches(
    pattern: str, test: Callable[[str], bool]
) -> None:
    for letters in product("aZ0-_.\né", repeat=4):
        for text in ("".join(letters[:length]) for length in range(5)):
            assert test(text) == bool(re.fullmatch(pattern, text)), text
