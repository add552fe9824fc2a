"""What the controllers do in everyday stories: written once into tests/data/controllers/scenarios, read
by people, and compared by a test.

A story (`NAME.yaml`) is a list of steps: `apply: MANIFESTS`, `delete: KIND NAME`, `wait: SECONDS`,
`set: KIND NAME PATH` with the new `value` of a field; the beginning of a name is enough. Beside it stands what each step changes
(`NAME.txt`). `PYTHONPATH=tests/shared python tests/controllers/scenarios.py` writes those anew; look at
`git diff`.
"""

import difflib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import stage
import yaml

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.simulation import clock

FOLDER = stage.DATA / "controllers/scenarios"
HIDDEN = ("metadata.resourceVersion", "metadata.managedFields")


def stories() -> list[str]:
    """Return the names of the stories."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def told(name: str) -> str:
    """Return what happens in a story, step by step."""
    story = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    cluster = stage.saved(stage.new(**story.get("cluster", {})))
    lines: list[str] = []
    for step in story["steps"]:
        after = taken(cluster, step)
        lines += [f"==== {heading(step)}", *changes(cluster, after), ""]
        cluster = after
    return "\n".join(lines)


def heading(step: Mapping[str, Any]) -> str:
    """Return a step in a line."""
    return " ".join(f"{word}: {' '.join(str(value).split())[:80]}" for word, value in step.items())


def taken(cluster: Cluster, step: Mapping[str, Any]) -> Cluster:
    """Return the cluster after a step."""
    if "wait" in step:
        until = cluster.now + timedelta(seconds=step["wait"])
        for moment in clock.advance(cluster, until):
            cluster = moment
        return stage.saved(cluster, cluster.now)
    if "delete" in step:
        key = named(cluster, step["delete"])
        after = stage.without(cluster, key.kind, key.name, namespace=key.namespace)
    elif "set" in step:
        *words, path = step["set"].split()
        key = named(cluster, " ".join(words))
        old = stage.one(cluster, key.kind, key.name, key.namespace)
        after = stage.with_put(cluster, objects.write(old, path, step["value"]))
    else:
        after = stage.applied(cluster, step["apply"])
    return after.at(cluster.now)


def named(cluster: Cluster, words: str) -> objects.Key:
    """Return the first object of a kind whose name begins so."""
    kind, name = words.split()
    return next(key for key in map(objects.key, cluster.of(kind)) if key.name.startswith(name))


def changes(before: Cluster, after: Cluster) -> Iterator[str]:
    """Yield what was made, changed and deleted, and what was told of it."""
    old, new = texts(before), texts(after)
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path):
            yield f"{'+' if path not in old else '-' if path not in new else '~'} {path}"
            if path in new:
                yield from difference(old.get(path, ""), new[path])
    yield from sorted({*events(after)} - {*events(before)})


def difference(old: str, new: str) -> Iterator[str]:
    """Yield the lines that differ, indented."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    for line in [line for line in lines if not line.startswith(("---", "+++", "@@"))]:
        yield f"    {line if old else line[1:]}"


def texts(cluster: Cluster) -> dict[str, str]:
    """Return every object but events, as YAML."""
    return {
        f"{kind} {path}": yaml.safe_dump(shown(obj), width=200, default_flow_style=False)
        for kind in cluster.kinds()
        if kind not in ("Event", "Event.events.k8s.io")
        for path, obj in cluster.table(kind).by_path.items()
    }


def shown(obj: objects.Object) -> Any:
    """Return an object without what only tells in what order things happened."""
    for path in HIDDEN:
        obj = objects.drop(obj, path)
    return obj


def events(cluster: Cluster) -> Iterator[str]:
    """Yield the events in a line each."""
    for event in cluster.of("Event"):
        about = event["involvedObject"]
        component = event.get("source", {}).get("component") or event.get("reportingComponent", "")
        yield (
            f"! {event['type']} {about['kind']} {about['name']} {event['reason']} "
            f"({event.get('count', 1)}, {component}): {event['message']}"
        )


def main() -> None:
    for name in stories():
        (FOLDER / f"{name}.txt").write_text(told(name), encoding="utf-8")


if __name__ == "__main__":
    main()
