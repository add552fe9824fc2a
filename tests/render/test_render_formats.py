"""Every format of kubectl: what it prints of one object, of several, of none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minik.errors import ClientError
from minik.model.listing import Listing
from minik.model.object import Object
from minik.render import formats
from minik.render.formats import render

ONE: Object = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "one", "namespace": "default", "managedFields": [{"manager": "x"}]},
    "spec": {"ports": [{"port": 80}, {"port": 81}], "selector": {"app": "one"}},
}
TWO: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "two", "namespace": "default"},
}
ALLOWED = (
    "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
    "kyaml,name,template,templatefile,wide,yaml"
)
REFUSALS = [
    (
        "nope",
        f'unable to match a printer suitable for the output format "nope", allowed formats are: {ALLOWED}',
    ),
    (
        "json=x",
        f'unable to match a printer suitable for the output format "json=x", allowed formats are: {ALLOWED}',
    ),
    (
        "table",
        f'unable to match a printer suitable for the output format "table", allowed formats are: {ALLOWED}',
    ),
    ("jsonpath", "template format specified but no template given"),
    ("go-template=", "template format specified but no template given"),
    ("custom-columns", "custom-columns format specified but no custom columns given"),
    (
        "custom-columns=NAME",
        "unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>",
    ),
    (
        "custom-columns=A:{.a}{.b}",
        "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    ),
    (
        "custom-columns-file=A B\n.a",
        "number of headers (2) and field specifications (1) don't match",
    ),
    (
        "custom-columns-file=A B",
        "invalid template, missing spec line. Expected format is one line of space separated headers, "
        "one line of space separated column specs.",
    ),
    ("jsonpath={.spec.ports", "error parsing jsonpath {.spec.ports, unclosed action\n"),
    ("go-template={{.a", "error parsing template {{.a, template: output:1: unclosed action\n"),
]
SHOWN = [
    ("name", "service/one\ndeployment.apps/two\n"),
    ("jsonpath={.items[*].metadata.name}", "one two"),
    ("jsonpath-file={.kind}", "List"),
    ("jsonpath-as-json={.items[*].spec.ports[*].port}", "[\n    80,\n    81\n]\n"),
    ("go-template={{range .items}}{{.metadata.name}} {{end}}", "one two "),
    ("template={{len .items}}", "2"),
    ("templatefile={{.kind}}", "List"),
    ("go-template-file={{.kind}}", "List"),
    (
        "custom-columns=NAME:.metadata.name,PORTS:.spec.ports[*].port,ALL:spec",
        (
            "NAME   PORTS    ALL\none    80,81    map[ports:[map[port:80] map[port:81]] selector:map[app:one]]\ntwo    <none>   <none>\n"
        ),
    ),
    (
        "custom-columns-file=NAME KIND\n.metadata.name kind\n",
        "NAME   KIND\none    Service\ntwo    Deployment\n",
    ),
]


@pytest.mark.parametrize(("output", "message"), REFUSALS)
def test_a_format_that_cannot_be_is_refused_in_kubectls_words(
    output: str, message: str, listing: Callable[..., Listing]
) -> None:
    with pytest.raises(ClientError) as refusal:
        render(listing(ONE), output)
    assert refusal.value.message == message


@pytest.mark.parametrize(("output", "text"), SHOWN)
def test_several_objects_are_one_list(
    output: str, text: str, listing: Callable[..., Listing]
) -> None:
    assert render(listing(ONE, TWO), output) == text


def test_what_changes_something_prints_no_tables(listing: Callable[..., Listing]) -> None:
    assert not set(formats.names(tables=False)) & {"wide", "custom-columns", "custom-columns-file"}
    with pytest.raises(
        ClientError,
        match='output format "wide", allowed formats are: go-template,go-template-file,json,',
    ):
        render(listing(ONE), "wide", tables=False)


def test_one_object_that_was_asked_for_is_shown_itself(listing: Callable[..., Listing]) -> None:
    assert render(listing(TWO, single=True), "yaml") == (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: two\n  namespace: default\n"
    )
    assert render(listing(TWO, single=True), "JSON").startswith(
        '{\n    "apiVersion": "apps/v1",\n    "kind": "Deployment",\n'
    )


def test_no_object_is_an_empty_list(listing: Callable[..., Listing]) -> None:
    assert (
        render(listing(), "yaml")
        == 'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n'
    )
    assert render(listing(), "custom-columns=A:.a") == "A\n"
    assert render(listing(), "name") == ""


@pytest.mark.parametrize("output", ["json", "yaml", "kyaml"])
def test_who_wrote_a_field_is_hidden_unless_asked_for(
    output: str, listing: Callable[..., Listing]
) -> None:
    assert "managedFields" not in render(listing(ONE, single=True), output)
    assert "managedFields" in render(listing(ONE, single=True, managed_fields=True), output)


def test_a_path_beyond_the_end_shows_the_object_it_was_asked_of(
    listing: Callable[..., Listing],
) -> None:
    with pytest.raises(ClientError) as refusal:
        render(listing(TWO, single=True), "jsonpath={.kind[5]}")
    assert refusal.value.message == (
        'error executing jsonpath "{.kind[5]}": Error executing template: string is not array or slice. '
        "Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.kind[5]}\n"
        "\tobject given to jsonpath engine was:\n\t\t"
        'map[string]interface {}{"apiVersion":"apps/v1", "kind":"Deployment", '
        '"metadata":map[string]interface {}{"name":"two", "namespace":"default"}}\n\n\n'
    )


def test_kyaml_quotes_every_text_and_depends_on_no_blank(listing: Callable[..., Listing]) -> None:
    found = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a-b", "labels": {"example.com/x": "", "1": "2"}},
        "data": {"true": "line\n  two\n", "list": [1, "b"], "cuddled": [{"a": None}, {"b": []}]},
    }
    assert render(listing(found, single=True), "kyaml") == (
        '---\n{\n  apiVersion: "v1",\n  data: {\n    cuddled: [{\n      a: null,\n    }, {\n      b: [],\n    }],\n'
        '    list: [\n      1,\n      "b",\n    ],\n    "true": "\\\n       line\\n\\\n      \\  two\\n\\\n      ",\n  },\n'
        '  kind: "ConfigMap",\n  metadata: {\n    labels: {\n      "1": "2",\n      example.com/x: "",\n    },\n'
        '    name: "a-b",\n  },\n}\n'
    )


def test_a_format_says_itself_that_it_only_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listing: Callable[..., Listing]
) -> None:
    (tmp_path / "mosaic.py").write_text(
        "TABULAR = True\n\n\ndef render(listing):\n    return 'tiles'\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    assert "mosaic" in formats.names() and "mosaic" not in formats.names(tables=False)
    assert formats.render(listing(), "mosaic") == "tiles"
    with pytest.raises(ClientError, match="unable to match a printer"):
        formats.render(listing(), "mosaic", tables=False)
