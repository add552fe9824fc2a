"""What a failed assertion asked of a cluster, and why the answer is as it is."""

from collections.abc import Iterator
from types import TracebackType

from minik.library.answers import Answer, Resolution
from minik.library.records import Findings
from minik.light_typing import Any

TEMPORARY = "@py_"  # how pytest names what stands inside an assertion


def explain(trace: TracebackType | None) -> str:
    """Return the answers in the assertion that failed, those that are not good explained; "" for
    none.
    """
    last = trace
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    found = answers_in(last.tb_frame.f_locals) if last is not None else ()
    texts = dict.fromkeys(map(text_of, found))
    return "\n".join(filter(None, texts))


def answers_in(values: dict[str, Any]) -> Iterator[Answer | Findings]:
    """Yield the answers inside the assertion, then those in variables that are not good."""
    for name in sorted(values, key=lambda name: not name.startswith(TEMPORARY)):
        value, inside = values[name], name.startswith(TEMPORARY)
        if (
            isinstance(value, Answer)
            and (inside or not value)
            or isinstance(value, Findings)
            and value
        ):
            yield value


def text_of(answer: Answer | Findings) -> str:
    """Return an answer as text; of a path that leads nowhere also why."""
    reason = answer.why().text if isinstance(answer, Resolution) and not answer else ""
    return f"{answer.text}\n{reason}" if reason else answer.text
