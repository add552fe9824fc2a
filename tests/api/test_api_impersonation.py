"""In whose name a request is sent, by its headers."""

import pytest

from minik.api.impersonation import check, headers, identity
from minik.errors import BadRequest
from minik.model.writing import Identity

SENT = {
    "impersonate-user": "bob",
    "impersonate-group": "x\ny",
    "impersonate-uid": "7",
    "impersonate-extra-example.com%2fscope": "a\nb",
}


def test_who_is_meant() -> None:
    extra = (("example.com/scope", ("a", "b")),)
    assert identity(SENT) == Identity("bob", ("x", "y", "system:authenticated"), "7", extra)


def test_an_account_has_its_groups() -> None:
    who = identity({"impersonate-user": "system:serviceaccount:shop:web"})
    assert who.groups[:2] == ("system:serviceaccounts", "system:serviceaccounts:shop")


def test_headers_say_the_same() -> None:
    who = Identity("bob", ("x", "system:authenticated"), "7")
    assert identity(headers(who)) == who


@pytest.mark.parametrize(
    ("user", "given", "groups"),
    [
        ("bob", "system:unauthenticated", ("system:unauthenticated",)),
        ("system:anonymous", "", ("system:unauthenticated",)),
        ("system:serviceaccount:shop", "", ("system:authenticated",)),
        ("system:serviceaccount:shop:a:b", "", ("system:authenticated",)),
        ("system:serviceaccount:shop:web", "x", ("x", "system:authenticated")),
    ],
)
def test_the_server_adds_groups(user: str, given: str, groups: tuple[str, ...]) -> None:
    assert identity({"impersonate-user": user, "impersonate-group": given}).groups == groups


@pytest.mark.parametrize("sent", [{}, {"impersonate-user": "bob", "impersonate-group": "x"}])
def test_who_has_a_name_may_have_groups(sent: dict[str, str]) -> None:
    check(sent)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"impersonate-group": "x\ny"},
            'Name:"", UID:"", Groups:[]string{"x", "y"}, Extra:map[string][]string(nil)',
        ),
        (
            {"impersonate-uid": "7", "impersonate-extra-a": "b\nc"},
            'Name:"", UID:"7", Groups:[]string(nil), Extra:map[string][]string{"a":[]string{"b", "c"}}',
        ),
    ],
)
def test_groups_alone_are_nobody(sent: dict[str, str], told: str) -> None:
    with pytest.raises(BadRequest) as refused:
        check(sent)
    who = f"&user.DefaultInfo{{{told}}}"
    assert str(refused.value) == f"requested {who} without impersonating a user name"
