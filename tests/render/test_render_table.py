"""kubectl's table: spacing, columns that are added, and nothing that a terminal would obey."""

from collections.abc import Callable

from minik.model.listing import Listing
from minik.model.object import Object
from minik.render.formats import render
from minik.render.formats.table import align_cells, first_line


def namespace(name: str, **labels: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": labels, "creationTimestamp": "2026-11-23T08:20:13Z"},
        "status": {"phase": "Active"},
    }


def config_map(name: str, **data: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default"},
        "data": data,
    }


def test_columns_are_three_blanks_apart_and_six_wide_at_least(
    listing: Callable[..., Listing],
) -> None:
    assert render(listing(namespace("a"), namespace("kube-system"))) == (
        "NAME          STATUS   AGE\na             Active   2m\nkube-system   Active   2m\n"
    )
    assert align_cells([["A", "B"], ["1", "2"]]) == "A     B\n1     2\n"


def test_titles_may_be_left_out(listing: Callable[..., Listing]) -> None:
    assert render(listing(namespace("a"), headers=False)) == "a     Active   2m\n"


def test_labels_are_shown_one_by_one_or_together(listing: Callable[..., Listing]) -> None:
    found = listing(
        namespace("a", app="x"),
        namespace("b"),
        label_columns=["example.com/app", "app"],
        show_labels=True,
    )
    assert render(found) == (
        "NAME   STATUS   AGE   APP   APP   LABELS\n"
        "a      Active   2m          x     app=x\n"
        "b      Active   2m                <none>\n"
    )


def test_two_kinds_are_two_tables_with_the_kind_before_each_name(
    listing: Callable[..., Listing],
) -> None:
    found = listing(namespace("a"), config_map("b", x="1"), show_kind=True, namespaces=True)
    assert render(found) == (
        "NAME          STATUS   AGE\nnamespace/a   Active   2m\n\n"
        "NAMESPACE   NAME          DATA   AGE\ndefault     configmap/b   1      <unknown>\n"
    )
    assert "\n\n" not in render(found._replace(headers=False))


def test_a_table_without_rows_is_nothing(listing: Callable[..., Listing]) -> None:
    assert render(listing()) == ""


def test_control_characters_reach_no_terminal() -> None:
    assert first_line("a\x1b[31mb\x07\x9b\x7f") == "a^[[31mb^G\\x9b^?"
    assert first_line("one\ntwo") == "one..."
    assert first_line("plain é") == "plain é"


def test_no_title_reaches_a_terminal_raw(listing: Callable[..., Listing]) -> None:
    assert render(listing(namespace("a"), label_columns=["x\x1b[2J"])).startswith(
        "NAME   STATUS   AGE   X^[[2J\n"
    )
