"""The wiring as a report: one page without network, with the picture, what is told of every card, and
the findings. Its policy lets only its own script run.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.finding import SEVERITIES, Finding
from minik.diagnosis.graph.records import Graph
from minik.diagnosis.view import title
from minik.light_typing import Any
from minik.model.controls import escape_controls
from minik.render import page
from minik.render.graph import Wiring, _panels, _words, svg
from minik.render.page import style
from minik.render.page.elements import clean, escape

HINT = "Choose a card to see why it is as it is."
LEVELS = (("", "all"), ("warning", "warnings and errors"), ("error", "errors"))


TOOLS = """<section class="tools" aria-label="Questions">
<form id="why-form"><h2>Why</h2><label>Target <input id="why-target" placeholder="web, pod/x, http://shop/"></label><button>Ask</button></form>
<form id="trace-form"><h2>Trace a packet</h2><label>From <input id="trace-from" placeholder="pod/x, node-1, outside"></label>
<label>To <input id="trace-to" placeholder="web, http://shop/"></label><label>Port <input id="trace-port" size="6"></label><button>Trace</button></form>
<div><form id="what-if-form"><h2>What if</h2><label>Event <select id="what-if-verb">
<option value="node-down">node down</option><option value="node-up">node up</option><option value="unready">pod unready</option>
<option value="ready">pod ready</option><option value="restart">rollout (restart)</option><option value="scale">scale to</option>
<option value="drain">drain a node</option><option value="cordon">cordon a node</option><option value="uncordon">uncordon a node</option>
<option value="apply">apply manifests</option><option value="delete">delete</option><option value="advance">time passes</option></select></label>
<label id="what-if-target-label">Of <input id="what-if-target" placeholder="node-1, deploy/web" list="targets"></label><datalist id="targets"></datalist>
<label id="what-if-manifests-label" hidden>Manifests <textarea id="what-if-manifests" rows="8" cols="40" spellcheck="false" placeholder="apiVersion: v1"></textarea></label>
<label id="what-if-count-label" hidden>Replicas <input id="what-if-count" size="4" value="0"></label><button>Suppose</button></form>
<div id="steps" aria-live="polite"></div></div>
<div id="history-box" hidden><h2>History</h2><button type="button" id="undo">Undo</button> <button type="button" id="redo">Redo</button>
<ol class="history" id="history"></ol></div>
</section>"""


def render(wiring: Wiring) -> str:
    findings = _panels.findings_of(wiring.graph)
    return document(wiring, findings, heading=_words.heading(wiring.graph))


def document(
    wiring: Wiring, findings: Sequence[Finding], *, heading: str, findings_first: bool = False
) -> str:
    """Return the page."""
    script, look = page.bundle("explorer.js", "report.js"), sheet()
    data = _panels.data(wiring.graph, wiring.answers)
    parts = [picture(wiring.graph), details(), findings_list(wiring.graph, findings)]
    order = (2, 1, 0) if findings_first else (0, 1, 2)
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{page.policy(script, look)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(heading)}</title>",
            f"<style>{look}</style></head><body>",
            header(heading, _namespaces(wiring.graph)),
            f"<main{' class=findings-first' if findings_first else ''}>",
            *(parts[place] for place in order),
            "</main>",
            f'<script type="application/json" id="data">{_embedded(data)}</script>',
            f'<script type="module">{script}</script>',
            "</body></html>",
            "",
        )
    )


def sheet() -> str:
    """Return how a page and its picture look."""
    return style.variables() + style.rules() + page.asset("base.css")


def shell() -> str:
    """Return the page that a server gives: its scripts ask for everything that it shows."""
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<title>minik</title><link rel="stylesheet" href="page.css"><link rel="icon" href="data:,">',
            '<script type="module" src="page.js"></script></head><body>',
            header("minik", ()),
            '<main class="live">',
            '<section id="picture" aria-label="Picture" tabindex="0"></section>',
            details(),
            TOOLS,
            '<section id="findings" tabindex="-1"></section>',
            "</main></body></html>",
            "",
        )
    )


def live_parts(wiring: Wiring) -> dict[str, Any]:
    """Return what a page shows of the wiring: its summary, the picture, the findings and their data."""
    graph = wiring.graph
    data = _panels.data(graph, {})
    places = {finding: place for place, finding in enumerate(_panels.findings_of(graph))}
    homes = _panels.card_of(graph)
    ordered = sorted(places, key=lambda one: -SEVERITIES.index(one.severity))
    return {
        "heading": _words.heading(graph),
        "svg": "\n".join(svg.lines(graph, is_alone=False)),
        "cards": data["cards"],
        "findings": data["findings"],
        "listed": [
            {
                "finding": places[one],
                "namespace": one.object.namespace,
                "card": escape_controls(homes.get(one, "")),
            }
            for one in ordered
        ],
    }


def _embedded(data: object) -> str:
    """Return data as JSON that a page may hold: no `<` can end its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _namespaces(graph: Graph) -> list[str]:
    return sorted({card.namespace for card in graph.nodes} - {"", "*"})


def header(heading: str, namespaces: Sequence[str]) -> str:
    """Return the top of a page: its summary, search and filters."""
    spaces = "".join(f"<option>{escape(clean(name))}</option>" for name in namespaces)
    levels = "".join(f'<option value="{value}">{words}</option>' for value, words in LEVELS)
    return (
        '<a class="skip" href="#findings">Skip to the findings</a>\n'
        f'<header><h1 id="heading">{escape(heading)}</h1>\n'
        '<p id="status" class="status" role="status" hidden></p>'
        '<form id="filters" role="search">'
        '<label>Search <input id="search" type="search" autocomplete="off" placeholder="name, kind, address"></label>'
        f'<label>Namespace <select id="namespace"><option value="">all</option>{spaces}</select></label>'
        f'<label>Severity <select id="severity">{levels}</select></label>'
        '</form><ul id="results" aria-label="Found" hidden></ul></header>'
    )


def picture(graph: Graph) -> str:
    """Return the part of a page that holds the picture."""
    drawn = "\n".join(svg.lines(graph, is_alone=False))
    return f'<section id="picture" aria-label="Picture" tabindex="0">{drawn}</section>'


def details() -> str:
    """Return the part of a page in which a chosen card is told of."""
    return f'<aside id="details" aria-label="Details" aria-live="polite" tabindex="0"><h2>Details</h2><p class="quiet">{HINT}</p></aside>'


def findings_list(graph: Graph, findings: Sequence[Finding]) -> str:
    """Return the part of a page that lists the findings, errors first."""
    places = _panels.card_of(graph)
    ordered = sorted(findings, key=lambda one: -SEVERITIES.index(one.severity))
    items = "\n".join(part for one in ordered for part in _item(one, places))
    count = f"Findings ({len(ordered)})" if ordered else "No findings"
    return f'<section id="findings" tabindex="-1"><h2>{count}</h2><ol>{items}</ol></section>'


def _item(finding: Finding, places: Mapping[Finding, str]) -> Iterator[str]:
    where = f"{finding.file}:{finding.line}" if finding.file else ""
    yield (
        f'<li data-severity="{finding.severity}" data-namespace="{escape(finding.object.namespace)}">'
        f'<span class="severity {finding.severity}">{finding.severity}</span> <code>{finding.code.name}</code> '
    )
    named = escape(clean(title(finding.object)))
    card = places.get(finding)
    if card is None:
        yield f"<span>{named}</span>"
    else:
        yield f'<button type="button" data-card="{escape(card)}">{named}</button>'
    if where:
        yield f' <span class="quiet">{escape(where)}</span>'
    yield f"<p>{escape(clean(finding.because))}</p>"
    if finding.fix:
        yield f"<pre>{escape(clean(finding.fix))}</pre>"
    yield "</li>"
