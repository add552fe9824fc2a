"""The promises of speed as ratios, measured here and now: `python tests/benchmarks [--quick]`; the
other files here are parts of it.

Nothing is asserted: a ratio beside its target is printed, and a person judges. Where kubectl is on
the PATH, its own start-up is measured in the same rounds. The times of kubectl against a real
control plane (16.8 s, 148 s) were recorded once, elsewhere, for the same 1,000 objects.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Cost, interleaved, line, once

HERE = Path(sys.executable).parent
MINIK = [str(HERE / "minik")]
PYTHON = [sys.executable, "-c", "pass"]


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
    """Start-up: a look, and one document applied, in a small state."""
    state = {"MINIK_STATE": str(folder / "small.json")}
    one = write(folder / "one.yaml", [service(1)])
    once([*MINIK, "apply", "-f", one], state)
    commands = {
        "python": PYTHON,
        "get": [*MINIK, "get", "svc"],
        "apply": [*MINIK, "apply", "-f", one],
        "help": [*MINIK, "--help"],
        "resolve": [*MINIK, "resolve", "kubernetes"],
    }
    if kubectl := shutil.which("kubectl"):
        commands["kubectl"] = [kubectl, "version", "--client"]
    cost = interleaved(commands, state, rounds)
    for name, target in (("get", "<= 3.5"), ("help", ""), ("resolve", ""), ("apply", "<= 6")):
        print(
            line(
                f"minik {name}, small state",
                "python -c pass",
                cost[name].wall / cost["python"].wall,
                target,
            )
        )
    if "kubectl" in cost:
        print(
            line(
                "minik get svc, small state",
                "kubectl version --client",
                cost["get"].wall / cost["kubectl"].wall,
                "<= 0.9",
            )
        )


def thousand(folder: Path, rounds: int) -> None:
    """250 Services and 750 Pods, applied, and applied again unchanged."""
    documents = write(
        folder / "thousand.yaml",
        [*map(service, range(250)), *(pod(number, 250) for number in range(750))],
    )
    new, old = [], []
    for attempt in range(rounds):
        state = {"MINIK_STATE": str(folder / f"thousand-{attempt}.json")}
        new.append(once([*MINIK, "apply", "-f", documents], state).wall)
        old.append(once([*MINIK, "apply", "-f", documents], state).wall)
    print(
        line(
            "kubectl: 250 Services, 750 Pods (16.8 s)",
            "minik apply of the same",
            16.8 / sorted(new)[len(new) // 2],
            ">= 40",
        )
    )
    print(
        line(
            "kubectl: the same, unchanged (148 s)",
            "minik apply of the same",
            148 / sorted(old)[len(old) // 2],
            ">= 300",
        )
    )


def large(folder: Path, rounds: int, size: int) -> None:
    """One object found among many."""
    few = {"MINIK_STATE": str(folder / "few.json")}
    many = {"MINIK_STATE": str(folder / "many.json")}
    services = size // 10
    filling = [
        *map(service, range(services)),
        *(pod(number, services) for number in range(services)),
        *map(config_map, range(size - 4 * services)),
    ]
    once(
        [
            *MINIK,
            "apply",
            "-f",
            write(folder / "few.yaml", filling[:20] + filling[services : services + 20]),
        ],
        few,
    )
    once([*MINIK, "init", "--workers", str(services // 200 + 1)], many)
    cost = once([*MINIK, "create", "-f", write(folder / "many.yaml", filling)], many)
    print(
        f"a state of {count(folder / 'many.json'):,} objects: made in {cost.wall:.1f} s, {cost.memory:.0f} MB"
    )
    for verb, *rest in (("get", "svc", "web-7"), ("resolve", "web-7")):
        commands = {
            "few": ["env", f"MINIK_STATE={few['MINIK_STATE']}", *MINIK, verb, *rest],
            "many": ["env", f"MINIK_STATE={many['MINIK_STATE']}", *MINIK, verb, *rest],
        }
        cost_of: dict[str, Cost] = interleaved(commands, {}, rounds)
        print(
            line(
                f"minik {verb} NAME among many",
                "among few",
                cost_of["many"].wall / cost_of["few"].wall,
                "<= 1.5",
            )
        )


PARTS = {
    "settling.py": ("10000", "300"),
    "validating.py": ("10000", "1000"),
    "rules.py": ("10000", "500"),
    "serving.py": ("", "--quick"),
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
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # the parts write between our lines
    for name in ("MINIK_NOW", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(name, None)
    print(f"{'work':44} {'against':34} {'ratio':>9}   target")
    with tempfile.TemporaryDirectory() as name:
        small(Path(name), 5 if quick else 21)
        thousand(Path(name), 1 if quick else 5)
        large(Path(name), 5 if quick else 15, 10_000 if quick else 100_000)
    others(quick=quick)


if __name__ == "__main__":
    main()
