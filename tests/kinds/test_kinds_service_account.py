"""ServiceAccounts: their description tells which of their secrets are there."""
from collections.abc import Callable

from minik.model.object import Object

ACCOUNT: Object = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "builder", "namespace": "default"}}
SECRET: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "there", "namespace": "default"}}


def test_without_secrets(described: Callable[..., str]) -> None:
    assert described(ACCOUNT) == """\
Name:                builder
Namespace:           default
Labels:              <none>
Annotations:         <none>
Image pull secrets:  <none>
"""


def test_secrets_that_are_there_and_not(described: Callable[..., str]) -> None:
    assert described({**ACCOUNT, "imagePullSecrets": [{"name": "there"}, {"name": "gone"}]}, SECRET).endswith("""\
Image pull secrets:  there
                     gone (not found)
""")


def test_its_table_shows_no_more_than_its_age(cells: Callable[[Object], list[str]]) -> None:
    assert cells(ACCOUNT) == []
