"""A long life: random changes, some of them killed at a random moment. Nothing that was acknowledged
is lost, and `undo` goes back step by step, each time to exactly the objects that stood before.

MINIK_FUZZ=N makes N changes instead of the few that a quick run has time for.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from minik.store import history_length

CHANGES = int(os.environ.get("MINIK_FUZZ") or 40)
KILLED = 0.25  # of all changes


def objects(path: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["objects"]
    return {key: unversioned(obj) for key, obj in held.items()}


def unversioned(obj: dict[str, Any]) -> dict[str, Any]:
    """An object without what every change of the cluster counts on."""
    metadata = {name: part for name, part in obj["metadata"].items() if name != "resourceVersion"}
    return {**obj, "metadata": metadata}


def start(path: Path, line: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "MINIK_STATE": str(path), "MINIK_NOW": "2026-11-27T12:00:00Z"}
    return subprocess.Popen(
        [sys.executable, "-m", "minik", *line.split()],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def change(chance: random.Random, number: int) -> str:
    return chance.choice(
        [
            f"create configmap c{number} --from-literal=a={number}",
            f"create deployment d{number} --image=i --replicas={chance.randint(0, 3)}",
            f"create service clusterip s{number} --tcp=80:80",
            f"label namespace default n{number}=x",
            f"scale deployment --all --replicas={chance.randint(0, 3)}",
            "delete configmap --all",
            f"taint node node-1 k{number}=v:NoSchedule",
        ]
    )


def test_killed_now_and_then_a_state_loses_nothing_and_goes_back_step_by_step(
    tmp_path: Path,
) -> None:
    chance, path = random.Random(5), tmp_path / "state.json"
    start(path, "init").communicate()
    moments = [objects(path)]
    for number in range(CHANGES):
        process = start(path, change(chance, number))
        if chance.random() < KILLED:
            time.sleep(chance.random() * 0.25)
            process.kill()
        said, _ = process.communicate()
        now = objects(path)
        if now != moments[-1]:
            moments.append(now)
        else:
            assert process.returncode or "created" not in said, said
    for before in reversed(moments[-history_length.ENTRIES : -1]):
        done = start(path, "undo")
        _, error = done.communicate()
        assert done.returncode == 0, error
        assert objects(path) == before
