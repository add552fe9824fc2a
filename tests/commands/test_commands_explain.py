"""What a field is, without asking anybody."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik import kinds

WIDGETS = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {
                                    "size": {
                                        "type": "string",
                                        "enum": ["big", "small"],
                                        "description": "How much room it takes.",
                                    }
                                },
                            }
                        },
                    }
                },
            }
        ],
    },
}


def test_a_list_is_explained_with_what_is_in_it(terminal: Terminal) -> None:
    out = terminal("minik explain svc.spec.ports").out
    assert out.startswith(
        "KIND:       Service\nVERSION:    v1\n\nFIELD: ports <[]ServicePort>\n\n\nDESCRIPTION:\n    "
    )
    assert (
        "  port\t<integer> -required-\n" in out
        and "  protocol\t<string>\n  enum: SCTP, TCP, UDP\n" in out
    )


@pytest.mark.parametrize(
    ("field", "head"),
    [
        (
            "service.spec.type",
            "FIELD: type <string>\nENUM:\n    ClusterIP\n    ExternalName\n    LoadBalancer\n    NodePort\n",
        ),
        ("service.spec.ports.port", "FIELD: port <integer>\n\n\nDESCRIPTION:\n    The port at"),
        ("pod.metadata.creationTimestamp", "FIELD: creationTimestamp <string>\n"),
        ("pod.spec.containers.resources.limits", "FIELD: limits <map[string]Quantity>\n"),
        ("service.spec.ports.targetPort", "FIELD: targetPort <IntOrString>\n"),
        ("pods.metadata.labels", "FIELD: labels <map[string]string>\n"),
        (
            "deployments.apps.spec.replicas",
            "GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: replicas <integer>\n",
        ),
        (
            "hpa --api-version=autoscaling/v1",
            "GROUP:      autoscaling\nKIND:       HorizontalPodAutoscaler\nVERSION:    v1\n",
        ),
    ],
)
def test_a_field_has_a_type(terminal: Terminal, field: str, head: str) -> None:
    answer = terminal(f"minik explain {field}")
    assert (answer.exit, answer.err) == (0, "") and head in answer.out


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (
            "",
            'You must specify the type of resource to explain. Use "minik api-resources" for a complete list of supported resources.',
        ),
        ("svc pods", "We accept only this format: explain RESOURCE"),
        ("svc.spec.nope", 'field "nope" does not exist'),
        ("svc.spec.type.nope", 'field "nope" does not exist'),
        ("svc.spec.type.foo.nope", 'field "nope" does not exist'),
        ("svc --max-depth=2", "--max-depth requires --recursive"),
        ("svc -R --max-depth=-1", "--max-depth must be non-negative"),
        ("svc -o json", "unrecognized format: json"),
        ("svc --api-version=v7", 'couldn\'t find resource for "v7, Kind=Service"'),
        ("svc.spec.prots", 'field "prots" does not exist\n  did you mean: ports'),
        ("svc.speck.ports", 'field "ports" does not exist\n  did you mean: spec'),
    ],
)
def test_what_there_is_not_is_not_explained(terminal: Terminal, words: str, error: str) -> None:
    answer = terminal(f"minik explain {words}")
    assert (answer.exit, answer.err) == (1, f"error: {error}\n")


def test_a_kind_that_nobody_knows_is_told_without_a_prefix(terminal: Terminal) -> None:
    why = 'the server doesn\'t have a resource type "nope"\n'
    assert terminal("minik explain nope") == (1, "", why)
    assert terminal("minik create role r --verb=get --resource=nope") == (1, "", why)


def test_all_fields_can_be_seen_at_once(terminal: Terminal) -> None:
    lines = terminal("minik explain pod --recursive").out.splitlines()
    assert "      image\t<string>" in lines and "    containers\t<[]Container> -required-" in lines
    assert (
        "  enum: Fail, Ignore" not in lines and "      enum: Always, IfNotPresent, Never" in lines
    )


def test_so_many_levels_of_fields_can_be_seen(terminal: Terminal) -> None:
    lines = terminal("minik explain crd -R --max-depth=2").out.splitlines()
    assert "    versions\t<[]CustomResourceDefinitionVersion> -required-" in lines
    assert max(len(line) - len(line.lstrip()) for line in lines) == 4


def test_a_type_within_itself_is_opened_once(terminal: Terminal) -> None:
    lines = terminal(
        "minik explain crd.spec.versions.schema.openAPIV3Schema.items --recursive"
    ).out.splitlines()
    assert len(lines) < 100 and not any(
        "JSONSchemaProps" in line for line in lines if line.startswith("    ")
    )


OLDER = """KIND:     Service
VERSION:  v1

RESOURCE: clientIP <Object>

DESCRIPTION:
     How long a client address meets the same pod.

     How long a client address meets the same pod.

FIELDS:
   timeoutSeconds\t<integer>
     How many seconds after its last connection a client is forgotten, from 1 to
     86400; 10800 (three hours) if unset.

"""
TODAY = """KIND:       Service
VERSION:    v1

FIELD: clientIP <ClientIPConfig>


DESCRIPTION:
    How long a client address meets the same pod.
    How long a client address meets the same pod.
    
FIELDS:
  timeoutSeconds\t<integer>
    How many seconds after its last connection a client is forgotten, from 1 to
    86400; 10800 (three hours) if unset.


"""  # noqa: W293 as kubectl prints it


@pytest.mark.parametrize(("output", "text"), [("plaintext", TODAY), ("plaintext-openapiv2", OLDER)])
def test_the_layouts_are_those_of_kubectl(terminal: Terminal, output: str, text: str) -> None:
    assert (
        terminal(f"minik explain svc.spec.sessionAffinityConfig.clientIP -o {output}").out == text
    )


@pytest.mark.parametrize(
    ("field", "head"),
    [
        ("svc.spec.ports", "RESOURCE: ports <[]Object>"),
        ("svc.spec.ports.targetPort", "FIELD:    targetPort <string>"),
        ("svc.spec.selector", "FIELD:    selector <map[string]string>"),
        ("pod.metadata.managedFields", "RESOURCE: managedFields <[]Object>"),
        ("pod.metadata.managedFields.fieldsV1", "FIELD:    fieldsV1 <map[string]>"),
    ],
)
def test_the_older_layout_has_types_of_its_own(terminal: Terminal, field: str, head: str) -> None:
    assert head in terminal(f"minik explain {field} -o plaintext-openapiv2").out.splitlines()


def test_the_rules_of_a_field_are_told(terminal: Terminal) -> None:
    out = " ".join(terminal("minik explain svc.spec.clusterIP").out.split())
    assert 'It "may not change once set"' in out and "None makes the Service headless" in out
    assert "If unset: TCP." in terminal("minik explain svc.spec.ports.protocol").out


@pytest.mark.parametrize(
    "kind", [kind.plural + (f".{kind.group}" if kind.group else "") for kind in kinds.all_kinds()]
)
def test_every_kind_is_explained(terminal: Terminal, kind: str) -> None:
    for layout in ("plaintext", "plaintext-openapiv2"):
        answer = terminal(f"minik explain {kind} --recursive -o {layout}")
        assert (
            (answer.exit, answer.err) == (0, "")
            and "\nDESCRIPTION:\n" in answer.out
            and "<empty>" not in answer.out
        )


def test_a_custom_kind_is_explained_by_its_definition(terminal: Terminal) -> None:
    Path("widgets.json").write_text(json.dumps(WIDGETS), encoding="utf-8")
    terminal("minik apply -f widgets.json")
    assert "  metadata\t<ObjectMeta>\n" in terminal("minik explain widgets").out
    out = terminal("minik explain widgets.spec").out
    assert "GROUP:      example.com\nKIND:       Widget\n" in out
    assert "  size\t<string> -required-\n  enum: big, small\n    How much room it takes.\n" in out


@pytest.mark.parametrize(
    ("word", "head"),
    [
        ("pod.nothing", "KIND:       Pod\nVERSION:    v1\n\n"),
        ("deploy.spec.nothing", "GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\n"),
        ("pod.nothing -o plaintext-openapiv2", ""),
        ("nothing", ""),
    ],
)
def test_the_kind_is_told_where_the_field_is_not_there(
    terminal: Terminal, word: str, head: str
) -> None:
    answer = terminal(f"minik explain {word}")
    assert (answer.exit, answer.out) == (1, head) and answer.err
