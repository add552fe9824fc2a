"""Control characters: what a terminal would obey instead of showing. Upstream rule: cli-runtime `printers.WriteEscaped`.

Marks that turn the direction of writing around (U+202E and its kin) are made visible too, which kubectl does not: they show another name.
"""

VISIBLE = {**{code: f"^{chr(code + 64)}" for code in range(32) if code != 9}, 13: "\\r", 127: "^?",
           **{code: f"\\x{code:02x}" for code in range(128, 160)},
           **{code: f"\\u{code:04x}" for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}}


def visible(text: str) -> str:
    """The text with its control characters made visible, but for tabs, so that none reaches a terminal."""
    return text if text.isprintable() else text.translate(VISIBLE)


def visible_lines(text: str) -> str:
    """A text of several lines, each made visible."""
    return text if text.isprintable() else "\n".join(map(visible, text.split("\n")))
