"""Control characters: what a terminal would obey instead of showing. Upstream rule: cli-runtime `printers.WriteEscaped`."""

VISIBLE = {**{code: f"^{chr(code + 64)}" for code in range(32) if code != 9}, 13: "\\r", 127: "^?",
           **{code: f"\\x{code:02x}" for code in range(128, 160)}}


def visible(text: str) -> str:
    """The text with its control characters made visible, but for tabs, so that none reaches a terminal."""
    return text if text.isprintable() else text.translate(VISIBLE)


def visible_lines(text: str) -> str:
    """A text of several lines, each made visible."""
    return text if text.isprintable() else "\n".join(map(visible, text.split("\n")))
