"""The table of finding codes, and the explanation of one."""

from collections.abc import Iterable
from textwrap import wrap

from minik.diagnosis.finding import Cause
from minik.render.formats.table import align_cells


def table(codes: Iterable[Cause]) -> str:
    """Return the table of all codes."""
    return align_cells(
        [
            ("CODE", "ID", "SEVERITY", "MEANING"),
            *((code.name, code.id or "-", code.severity, code.meaning) for code in codes),
        ]
    )


def markdown(codes: Iterable[Cause]) -> str:
    """Return the same table in Markdown, for a README."""
    rows = [
        f"| `{code.name}` | {code.id or '-'} | {code.severity} | {code.meaning} |" for code in codes
    ]
    return "\n".join(["| code | id | severity | meaning |", "|---|---|---|---|", *rows]) + "\n"


def explain_code(code: Cause, width: int = 80) -> str:
    """Return the explanation of one code, in lines of at most so many columns."""
    number = f"{code.id}, " if code.id else ""
    meaning = f"{code.meaning[:1].upper()}{code.meaning[1:]}."
    title = f"{code.name} ({number}{code.severity}, {code.certainty})"
    return "\n".join([title, "", *wrap(meaning, width), "", *wrap(code.explanation, width)]) + "\n"
