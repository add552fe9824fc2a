"""`minik graph`: of the state, of manifests and of a dump, in every format."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.render import graph as pictures

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "manifests" / "shop"
BROKEN = ROOT / "tests" / "data" / "pictures" / "shop.yaml"


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    terminal(f"minik apply -f {BROKEN}")
    return terminal


def test_the_text_says_what_leads_where_and_what_is_broken(shop: Terminal) -> None:
    text = shop("minik graph -n shop").out
    assert text.startswith("Wiring of namespace shop: 3 of 4 Services answer\n")
    assert (
        "  from    shop.example.com /cart  Ingress shop · class nginx\n  to      ✕ nobody\n" in text
    )
    assert "app=carts is on no pod" in text and "  fix     minik patch svc cart" in text
    assert "  called  ✕ by Deployment web  db:5432 in DB_HOST\n" in text


@pytest.mark.parametrize("output", pictures.formats())
def test_every_format_names_every_service(shop: Terminal, output: str) -> None:
    text = shop(f"minik graph -n shop -o {output}").out
    for name in ("web", "cart", "api", "db", "shop.example.com", "mailer", "node-3"):
        assert name in text


def test_a_target_narrows_it(shop: Terminal) -> None:
    found = json.loads(shop("minik graph -n shop deploy/api -o json").out)
    assert {node["id"] for node in found["nodes"] if node["column"] == "service"} == {
        "service/shop/api"
    }
    name = next(node["pods"][0]["name"] for node in found["nodes"] if node["pods"])
    of_pod = json.loads(shop(f"minik graph -n shop pod/{name} -o json").out)
    assert {node["id"] for node in of_pod["nodes"]} == {node["id"] for node in found["nodes"]}


def test_manifests_are_drawn_as_they_would_become(terminal: Terminal) -> None:
    found = json.loads(terminal(f"minik graph -f {BROKEN} -o json").out)
    assert found["services"] == {"total": 4, "answering": 3}
    states = {dot["state"] for node in found["nodes"] for dot in node["pods"]}
    assert states == {"planned"}
    assert not Path("state.json").exists()


def test_a_dump_is_drawn_as_it_was_recorded(shop: Terminal) -> None:
    Path("dump.yaml").write_text(shop("minik get all,ep,ing,netpol,no,ns -A -o yaml").out)
    found = json.loads(shop("minik graph -f dump.yaml -n shop -o json").out)
    assert found["services"] == {"total": 4, "answering": 3}
    assert any(node["column"] == "node" for node in found["nodes"])
    entered = [edge for edge in found["edges"] if edge["source"].startswith("ingress/")]
    assert {edge["health"] for edge in entered} == {"well"}, "the dump has no classes"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik graph -o png", 'unknown output format "png": use '),
        ("minik graph svc/nobody", 'services "nobody" not found'),
        ("minik graph -n nowhere", 'namespaces "nowhere" not found'),
        ("minik graph sa/default -n shop", "the wiring shows nothing of sa/default"),
    ],
)
def test_what_does_not_exist_is_refused(shop: Terminal, line: str, said: str) -> None:
    answer = shop(line)
    assert answer.exit == 1 and said in answer.err


@pytest.mark.parametrize("output", ["svg", "html"])
def test_a_simulation_is_plotted(shop: Terminal, output: str) -> None:
    text = shop(f"minik simulate node-down node-1 -o {output}").out
    assert "node/node-1 down at " in text and 'class="plot-line' in text and "shop/api" in text
    refused = shop("minik simulate advance 1s -o png")
    assert refused.exit == 1 and "use json, yaml, html, svg, or omit -o" in refused.err


def test_a_policy_stands_for_what_it_selects(shop: Terminal) -> None:
    found = json.loads(shop("minik graph -n shop netpol/db-from-api -o json").out)
    assert {node["id"] for node in found["nodes"] if node["column"] == "workload"} == {
        "statefulset/shop/db",
        "deployment/shop/web",
    }
