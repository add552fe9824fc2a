"""What `check` says of a cluster that is settled, and of manifests with the same objects: not the same.

Of manifests much may be elsewhere: a Secret, a namespace, whoever makes a Service's pods. A cluster that
is settled holds all there is, so what is missing is missing. For every cause the documents are those of
changed_examples: its example, its sound twin, the rows of its neighbours and of the table of causes. A
line of tests/data/settled_findings.txt is a finding of the cluster alone (+) or of the manifests
alone (-); documents of which both say the same are left out.

`python tests/diagnosis/settled_findings.py` writes the file anew; look at what `git diff` shows.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from changed_examples import described, sets
from crafting import EMPTY, NOW

from minik.diagnosis import causes, documents
from minik.diagnosis.finding import Cause
from minik.diagnosis.view import View
from minik.intake.parsing import Document, expand_list

FILE = Path(__file__).parents[1] / "data/settled_findings.txt"


def text(cause: Cause) -> str:
    """Return how what is said of a cluster differs, for each set of a cause's documents."""
    return "".join(
        f"==== {cause.name} {number}\n{said}"
        for number, docs in enumerate(sets(cause))
        if (said := "".join(f"{line}\n" for line in differences(docs)))
    )


def differences(docs: Sequence[Any]) -> Iterator[str]:
    """Yield the findings of a cluster alone, and those of manifests alone."""
    each = (Document(doc, "x.yaml", index) for index, doc in enumerate(docs, 1))
    manifests = documents.view([item for doc in each for item in expand_list(doc)], EMPTY, NOW)
    before, after = (said(view) for view in (manifests, View(manifests.cluster)))
    yield from (f"- {line}" for line in sorted((before - after).elements()))
    yield from (f"+ {line}" for line in sorted((after - before).elements()))


def said(view: View) -> Counter[str]:
    """Return what is found in a view."""
    return Counter(f"{one.code.name}: {described(one)}" for one in causes.collect_findings(view))


def written() -> dict[str, str]:
    """Return what is written of each cause."""
    parts: dict[str, str] = {}
    for part in FILE.read_text(encoding="utf-8").split("==== ")[1:]:
        name = part.split(maxsplit=1)[0]
        parts[name] = parts.get(name, "") + f"==== {part}"
    return parts


if __name__ == "__main__":
    FILE.write_text("".join(map(text, causes.codes().values())), encoding="utf-8")
