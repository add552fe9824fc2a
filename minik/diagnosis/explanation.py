"""The answer to why something does not work: what was considered, and what was found."""

from minik.diagnosis.finding import Finding
from minik.light_typing import NamedTuple
from minik.model.object import Key


class Row(NamedTuple):
    """One pod or Service considered: its name, the check that it failed (or whether it is
    selected), and why. `works`: it passed every check.
    """

    name: str
    outcome: str
    text: str
    works: bool = False


class Explanation(NamedTuple):
    """The answer in a line, a table of what was considered, a note on the rest, and the findings.

    `works`: some backend answers, or the object does its work. `looked_at` says what was judged
    where nothing is wrong; "" if something is. `undecided` says what no manifest tells.
    `subject` is the object that is explained.
    """

    headline: str
    titles: tuple[str, str, str] = ("", "", "")
    rows: tuple[Row, ...] = ()
    rest: str = ""
    findings: tuple[Finding, ...] = ()
    works: bool = False
    looked_at: str = ""
    undecided: str = ""
    subject: Key | None = None
