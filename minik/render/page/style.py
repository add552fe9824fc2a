"""How a picture looks: its colours, light and dark, and what is drawn in which of them.

Colour means state alone, and a shape or a word says the same. Texts have a contrast of at least 4.5
to their ground, lines one of 3, in both schemes.
"""

LIGHT = {
    "bg": "#ffffff",
    "ink": "#1b1f24",
    "dim": "#57606a",
    "line": "#7a828b",
    "card": "#f6f8fa",
    "edge": "#868e97",
    "bad": "#b42318",
    "badbg": "#fef3f2",
    "warn": "#815400",
    "warnbg": "#fff8e6",
    "good": "#1a7f37",
}
DARK = {
    "bg": "#0d1117",
    "ink": "#e6edf3",
    "dim": "#9aa4ae",
    "line": "#7b838c",
    "card": "#161b22",
    "edge": "#6e7681",
    "bad": "#ff7b72",
    "badbg": "#2d1416",
    "warn": "#e3b341",
    "warnbg": "#272115",
    "good": "#3fb950",
}
FONT = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
RULES = """.wiring { font-family: FONT; font-size: 13px; }
.wiring .bg { fill: var(--bg); } .wiring text { fill: var(--ink); }
.wiring .dim { fill: var(--dim); font-size: 11.5px; }
.wiring .head { fill: var(--dim); font-size: 11px; letter-spacing: .08em; text-transform: uppercase; }
.wiring .space { fill: var(--ink); font-size: 12px; font-weight: 600; }
.wiring .card rect { fill: var(--card); stroke: var(--edge); }
.wiring .name { font-weight: 600; }
.wiring .doubtful rect { fill: var(--warnbg); stroke: var(--warn); } .wiring .doubtful .name, .wiring text.doubtful { fill: var(--warn); }
.wiring .broken rect { fill: var(--badbg); stroke: var(--bad); } .wiring .broken .name, .wiring text.broken { fill: var(--bad); }
.wiring .folds rect { stroke-dasharray: 3 3; }
.wiring .wire { fill: none; stroke: var(--line); stroke-width: 1.5; }
.wiring .tip { fill: var(--line); stroke: none; }
.wiring .call { stroke-dasharray: 2 4; } .wiring .meant { stroke: var(--bad); stroke-dasharray: 1 5; }
.wiring .wire.doubtful { stroke: var(--warn); } .wiring .tip.doubtful { fill: var(--warn); } .wiring .tip.broken { fill: var(--bad); }
.wiring .wire.broken { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 7 5; }
.wiring .ring { fill: var(--badbg); stroke: var(--bad); stroke-width: 1.5; }
.wiring .cross { fill: none; stroke: var(--bad); stroke-width: 2; }
.wiring .pod { fill: var(--good); } .wiring .pod.off { fill: none; stroke: var(--warn); stroke-width: 2; }
.wiring .pod.dead { fill: none; stroke: var(--bad); stroke-width: 2.2; }
.wiring .pod.past { fill: none; stroke: var(--line); stroke-width: 1.5; }
.wiring .pod.planned { fill: none; stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 2 2; }
.wiring [tabindex]:focus { outline: none; } .wiring [tabindex]:focus rect { stroke: var(--ink); stroke-width: 2.5; }
"""
PLOT = """.wiring .plot-line { fill: none; stroke: var(--line); stroke-width: 2; }
.wiring .plot-line.doubtful { stroke: var(--warn); } .wiring .plot-line.broken { stroke: var(--bad); }
"""


def variables() -> str:
    """Return the colours as variables, with a dark set for those who prefer one."""
    return (
        f":root {{ color-scheme: light dark; {_declared(LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(DARK)} }} }}\n"
        f"@media print {{ :root {{ {_declared(LIGHT)} }} }}\n"
    )


def _declared(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())


def rules() -> str:
    """Return what is drawn in which colour."""
    return RULES.replace("FONT", FONT)
