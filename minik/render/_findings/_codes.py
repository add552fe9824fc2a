"""The table of codes, and one code at length."""
from collections.abc import Iterable
from textwrap import wrap

from minik.diagnosis.finding import Code
from minik.render.table import aligned


def table(codes: Iterable[Code]) -> str:
    """Every cause in a line."""
    return aligned([("CODE", "ID", "SEVERITY", "MEANING"), *((code.name, code.id or "-", code.severity, code.meaning) for code in codes)])


def markdown(codes: Iterable[Code]) -> str:
    """The same for a README."""
    rows = [f"| `{code.name}` | {code.id or '-'} | {code.severity} | {code.meaning} |" for code in codes]
    return "\n".join(["| code | id | severity | meaning |", "|---|---|---|---|", *rows]) + "\n"


def at_length(code: Code) -> str:
    """One cause explained."""
    number = f"{code.id}, " if code.id else ""
    meaning = f"{code.meaning[:1].upper()}{code.meaning[1:]}."
    title = f"{code.name} ({number}{code.severity}, {code.certainty})"
    return "\n".join([title, "", *wrap(meaning, 80), "", *wrap(code.explanation, 80)]) + "\n"
