"""ServiceAccounts: their table and their description."""

from collections.abc import Callable

from minik.model.object import Object

ACCOUNT: Object = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {"name": "builder", "namespace": "default"},
}


def test_without_secrets(described: Callable[..., str]) -> None:
    assert (
        described(ACCOUNT)
        == """\
Name:                builder
Namespace:           default
Labels:              <none>
Annotations:         <none>
Image pull secrets:  <none>
"""
    )


def test_secrets_stand_one_a_line(described: Callable[..., str]) -> None:
    assert described(
        {**ACCOUNT, "imagePullSecrets": [{"name": "one"}, {"name": "other"}]}
    ).endswith("""\
Image pull secrets:  one
                     other
""")


def test_its_table_shows_no_more_than_its_age(cells: Callable[[Object], list[str]]) -> None:
    assert cells(ACCOUNT) == []
