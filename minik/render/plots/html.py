"""The plot of a what-if as one page without network or scripts, with what changed beneath it."""

from minik.render import page
from minik.render.page import style
from minik.render.page.elements import clean, escape
from minik.render.plots import Plot, svg


def render(plot: Plot) -> str:
    look = style.variables() + style.rules() + style.PLOT + page.asset("base.css")
    items = "\n".join(
        f"<li><code>{when:%H:%M:%S}</code> {escape(clean(change))}</li>"
        for when, changes in plot.moments
        for change in changes
    )
    gaps = "".join(f"<p>{escape(clean(gap))}</p>" for gap in plot.gaps)
    drawn = "\n".join(svg.lines(plot, is_alone=False))
    title = escape(svg.heading(plot))
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{page.policy("", look)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{look}</style></head><body>",
            f"<header><h1>{title}</h1></header>",
            f'<main><section id="picture" aria-label="Plot" tabindex="0">{drawn}</section>',
            f'<section id="findings"><h2>What changed</h2>{gaps}<ol>{items}</ol></section></main>',
            "</body></html>",
            "",
        )
    )
