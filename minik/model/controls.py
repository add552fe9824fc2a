"""Control characters, which a terminal would obey instead of showing.

Upstream rule: cli-runtime `printers.WriteEscaped`. Unlike kubectl, minik also escapes the marks
that reverse the writing direction (U+202E and similar), since they can disguise a name.
"""

VISIBLE = {
    **{code: f"^{chr(code + 64)}" for code in range(32) if code != 9},
    13: "\\r",
    127: "^?",
    **{code: f"\\x{code:02x}" for code in range(128, 160)},
    **{
        code: f"\\u{code:04x}"
        for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    },
}


def escape_controls(text: str) -> str:
    """Return the text with its control characters escaped, except tabs."""
    return text if text.isprintable() else text.translate(VISIBLE)


def escape_lines(text: str) -> str:
    """Return a text of several lines, each with its control characters escaped."""
    return text if text.isprintable() else "\n".join(map(escape_controls, text.split("\n")))
