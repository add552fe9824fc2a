"""What `check`, `why` and `resolve` say of every cause: written once into tests/data/diagnosis, read by
people, and compared by a test.

`python tests/diagnosis/said_of_causes.py` writes the files anew; look at what `git diff` shows.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from crafting import EMPTY, NOW, seen
from test_diagnosis_causes import TABLE

from minik.command_line.explained_targets import explain_object
from minik.diagnosis import causes, documents, resolution
from minik.diagnosis.finding import Cause, Finding
from minik.diagnosis.view import View, title
from minik.discovery import names
from minik.intake.parsing import expand_list, parse
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.render import resolution as rendered
from minik.render import why

FOLDER = Path(__file__).parents[1] / "data/diagnosis"
EXPLAINED = ("Service", "Pod")
MOST = 12  # objects of a case that are asked about


def text(cause: Cause) -> str:
    """Return all that is said of a cause: its explanation, and the findings where it is shown."""
    return "\n".join([*meaning(cause), *shown(cause)]) + "\n"


def meaning(cause: Cause) -> Iterator[str]:
    """Yield what the catalogue says."""
    yield " ".join(filter(None, (cause.name, cause.id, cause.severity, cause.certainty)))
    yield cause.meaning
    yield cause.explanation
    if cause.symptom:
        yield f"symptom: {cause.symptom}"


def shown(cause: Cause) -> Iterator[str]:
    """Yield what is said of the documents that show a cause, and of their twins that are well."""
    sides = [view_of(side) for side in TABLE.get(cause.name, ())]
    sides += [view_of_text(side) for side in (cause.example, cause.sound) if side]
    for view, name in zip(sides, ("SHOWN", "WELL", "SHOWN", "WELL"), strict=False):
        yield f"\n==== {name}"
        found = causes.collect_findings(view)
        for finding in found:
            yield from described(finding)
        yield from answers(view, found)


def view_of(docs: Sequence[objects.Object]) -> View:
    """Return the view of documents, as if they stood in one file."""
    return seen(docs)


def view_of_text(manifests: str) -> View:
    """Return the view of manifests, an hour later."""
    docs = [item for document in parse(manifests, "x.yaml") for item in expand_list(document)]
    return documents.view(docs, EMPTY, NOW + timedelta(hours=1))


def described(finding: Finding) -> Iterator[str]:
    """Yield all fields of a finding."""
    yield f"{finding.file}:{finding.line} {finding.severity} ({finding.certainty}) {finding.code.name}"
    yield f"  {title(finding.object)} {finding.field}"
    yield f"  because {finding.because}"
    for name in ("fix", "near", "about", "root"):
        value = getattr(finding, name)
        if value:
            yield f"  {name} {value if isinstance(value, str) else paths(value)}"


def paths(value: Sequence[object]) -> str:
    """Return keys as text."""
    return ", ".join(title(part) if isinstance(part, Key) else str(part) for part in value)


def answers(view: View, found: Sequence[Finding]) -> Iterator[str]:
    """Yield what `why` says of each Service, each pod and what findings are about, and where each
    Service leads.
    """
    cluster = view.cluster
    keys = {objects.key(obj) for kind in EXPLAINED for obj in cluster.of(kind)}
    keys |= {finding.object for finding in found}
    for key in sorted(key for key in keys if key.path != "default/kubernetes")[:MOST]:
        obj = cluster.get(*key)
        if obj is not None:
            yield f"---- why {title(key)}"
            yield why.text(explain_object(cluster, obj)).rstrip()
        if key.kind == "Service" and obj is not None:
            yield f"---- resolve {key.path}"
            yield resolved(cluster, key)


def resolved(cluster: Cluster, key: Key) -> str:
    """Return where the name of a Service leads."""
    name = names.parse(f"{key.name}.{key.namespace}", "default", cluster.settings.cluster_domain)
    return rendered.text(resolution.resolve(cluster, name)).rstrip()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for name, cause in causes.codes().items():
        (FOLDER / f"{name}.txt").write_text(text(cause), encoding="utf-8")


if __name__ == "__main__":
    main()
