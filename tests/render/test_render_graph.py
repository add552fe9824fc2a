"""The wiring in each format: what other programs read must be what they read."""

import base64
import hashlib
import html
import json
import re

import pytest
import wirings

from minik.diagnosis.graph.records import Graph
from minik.model import marks
from minik.render import graph as pictures
from minik.render.graph import Wiring

HOSTILE = 'a"]<script>alert(1)</script>|`#;\\n{b}\x1b[31m'


def test_mermaid_escapes_what_means_something() -> None:
    card = next(iter(wirings.graph(wirings.broken_shop(), "shop").nodes))._replace(name=HOSTILE)
    text = pictures.render(Wiring(Graph((card,))), "mermaid")
    label = next(line for line in text.splitlines() if line.startswith("    n0"))
    inner = label.removeprefix('    n0["').removesuffix('"]').replace("<br/>", "")
    assert not set(inner) & set('"<>|`[]{}()\\\x1b')


def test_dot_quotes_what_means_something() -> None:
    card = next(iter(wirings.graph(wirings.broken_shop(), "shop").nodes))._replace(name=HOSTILE)
    text = pictures.render(Wiring(Graph((card,))), "dot")
    assert "\x1b" not in text
    without = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    assert "script" not in without and without.count("{") == without.count("}")


@pytest.mark.parametrize("output", pictures.formats())
@pytest.mark.parametrize("name", wirings.CLUSTERS)
def test_every_format_draws_every_cluster(name: str, output: str) -> None:
    graph = wirings.graph(wirings.CLUSTERS[name]())
    text = pictures.render(Wiring(pictures.shown(graph, output)), output)
    assert marks.strip(text).strip()
    if output == "json":
        assert len(json.loads(text)["nodes"]) == len(graph.nodes)


def test_the_policy_of_a_report_names_its_own_script_and_style() -> None:
    text = pictures.render(Wiring(wirings.graph(wirings.broken_shop(), "shop")), "html")
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]+)"', text)[0])
    for tag in ('script type="module"', "style"):
        inner = text.partition(f"<{tag}>")[2].partition(f"</{tag.split()[0]}>")[0]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy and policy.startswith("default-src 'none'")
    assert not re.search(r'(?:src|href)="(?!#)', text) and " style=" not in text


def test_a_report_of_hostile_names_holds_them_as_text() -> None:
    card = next(iter(wirings.graph(wirings.broken_shop(), "shop").nodes))
    evil = card._replace(id=HOSTILE, name="</script><script>alert(1)</script>")
    text = pictures.render(Wiring(Graph((evil,))), "html")
    assert text.count("<script") == 2 and text.count("</script") == 2 and "\x1b" not in text
