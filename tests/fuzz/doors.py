"""Mutated inputs at every door of minik, in one process: `doors.py [--number N] [--seed N] [--door NAME]`.

A door is where something comes in that another hand wrote: states, histories, dumps, manifests,
patches, selectors, templates, patterns, times, packets, configurations. Each input is a good one in
which a few places were changed at random; the same seed gives the same inputs. Whatever comes, it
is read or refused in minik's own errors, within SECONDS and MEMORY.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from minik import cli
from minik.controllers import hold
from minik.diagnosis import causes, documents
from minik.dumps.importing import import_documents
from minik.errors import MinikError
from minik.intake import json_patch, merging, patching, verdicts
from minik.intake.parsing import expand_list, parse
from minik.intake.scalars import ScalarError
from minik.kinds import kind_of_key
from minik.model import duration, field_selectors, jsonpath, patterns, quantity, schedule, selectors
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section
from minik.model.source import Objects
from minik.render.formats import custom_columns, go_template
from minik.serve import dns_messages
from minik.store import checking, contexts, following, history, state, undoing

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECONDS, MEMORY = 10.0, 1 << 30
REFUSALS = (
    selectors.BadSelector,
    MinikError,
    patterns.InvalidPattern,
    duration.BadDuration,
    schedule.BadSchedule,
    ScalarError,
)
WORDS = [
    "",
    "a",
    "0",
    "-1",
    "null",
    "true",
    "[]",
    "{}",
    "1e999",
    "9" * 40,
    "\\ud800",
    "\u202e",
    "\x1b[31m",
]
WORDS += [
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "1.5",
    "10.96.0.0/16",
    "::1",
    "a/b",
    "$(x)",
    "*",
    "\n",
    "\0",
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    2**64,
    1e300,
    0.5,
    "",
    "x",
    "\x00",
    [],
    {},
    [None],
    {"a": 1},
]
VALUES += [
    "9999-12-31T23:59:59Z",
    9223372036854775807,
    "10.0.0.1",
    "a" * 300,
    {"$patch": "delete"},
    "é\ud7ff",
]
TEXTS = {
    "selector": [
        "app=web,tier in (a,b),!x",
        "a==b, c!=d",
        "x notin (y,z)",
        "metadata.name=a,spec.x!=y",
    ],
    "template": [
        "{.items[*].metadata.name}",
        "{range .items[*]}{.kind}{'\\n'}{end}",
        "{.a[?(@.b=='c')].d}",
    ]
    + ["{{range .items}}{{.metadata.name}}{{end}}", '{{if eq .kind "Pod"}}x{{else}}y{{end}}']
    + ["A:.metadata.name,B:.spec.ports[0].port", "{.x[1:5:2]}", '{{printf "%5d" 3}}', "{..name}"],
    "pattern": [
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        r"(?i)\pL{2,5}|[[:alpha:]]+\d*",
        r"^\Qa.b\E(x|y)*?$",
    ],
    "time": [
        "1h30m",
        "10s",
        "2026-11-27T12:00:00Z",
        "*/5 0 1-10 * mon-fri",
        "@every 1h",
        "100Mi",
        "1.5e3",
        "0.1",
    ],
}


class Trouble(NamedTuple):
    """An input that was not borne."""

    door: str
    number: int
    what: str
    data: Any


class Doors:
    """All doors, with what each is tried on."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        self.chance, self.folder = chance, folder
        self.path = folder / "state.json"
        os.environ.update(
            MINIK_STATE=str(self.path), MINIK_NOW="2026-11-27T12:00:00Z", MINIK_FSYNC="0"
        )
        files = sorted((ROOT / "manifests").rglob("*.yaml"))
        quiet(["apply", *(word for file in files for word in ("-f", str(file)))])
        quiet(["scale", "deploy", "--all", "--replicas=1"])
        self.state, self.header = self.path.read_bytes(), self.path.stat()
        self.history = Path(f"{self.path}{history.FILE}").read_bytes().split(b"\n")[0]
        self.cluster = state.read(str(self.path), NOW) or Cluster(Objects(), now=NOW)
        self.objects = [
            json.loads(json.dumps(obj))
            for kind in self.cluster.kinds()
            for obj in self.cluster.of(kind)
        ]
        self.examples = [code.example for code in causes.codes().values() if code.example]
        self.manifests = [file.read_text(encoding="utf-8") for file in files] + self.examples
        self.packets = [
            bytes.fromhex(
                "0007010000010000000000000a6d792d736572766963650764656661756c740373766307636c7573746572056c6f63616c0000010001"
            )
        ]
        self.config = {
            "current-context": "x",
            "contexts": [{"name": "x", "namespace": "y", "state": "/s"}],
        }

    def text(self, text: str) -> str:
        """Change a text in a few places."""
        letters = list(text)
        for _ in range(self.chance.randint(1, 4)):
            at = self.chance.randrange(len(letters) + 1)
            act = self.chance.randrange(4)
            if act == 0:
                letters[at:at] = self.chance.choice(WORDS)
            elif act == 1:
                del letters[at : at + self.chance.randint(1, 8)]
            elif act == 2:
                letters[at:at] = letters[
                    at : at + self.chance.randint(1, 40)
                ] * self.chance.randint(1, 3)
            elif letters:
                letters[at % len(letters)] = chr(
                    self.chance.choice((self.chance.randrange(128), 0x202E, 0xE9))
                )
        return "".join(letters)

    def changed(self, data: bytes) -> bytes:
        """Change bytes in a few places."""
        changed = bytearray(data)
        for _ in range(self.chance.randint(1, 4)):
            at = self.chance.randrange(len(changed) + 1)
            act = self.chance.randrange(3)
            if act == 0:
                changed[at:at] = self.chance.choice(WORDS).encode("utf-8", "surrogatepass")
            elif act == 1:
                del changed[at : at + self.chance.randint(1, 8)]
            elif changed:
                changed[at % len(changed)] = self.chance.randrange(256)
        return bytes(changed)

    def value(self, value: Any) -> Any:
        """Change a value of JSON in one place."""
        if not isinstance(value, (dict, list)) or not value or self.chance.random() < 0.08:
            return self.chance.choice(VALUES)
        if isinstance(value, list):
            at = self.chance.randrange(len(value))
            if self.chance.random() < 0.15:
                return [*value, *value[:1]]
            return [*value[:at], self.value(value[at]), *value[at + 1 :]]
        name = self.chance.choice(list(value))
        act = self.chance.random()
        if act < 0.1:
            return {other: part for other, part in value.items() if other != name}
        if act < 0.2:
            return {
                **value,
                self.chance.choice((*value, "x", "$patch", "")): self.chance.choice(VALUES),
            }
        return {**value, name: self.value(value[name])}

    def several(self, value: Any) -> Any:
        for _ in range(self.chance.randint(1, 3)):
            value = self.value(value)
        return value

    def states(self) -> Callable[[], object]:
        data = self.state
        if self.chance.random() < 0.5:
            head, *lines = data.split(b"\n")
            at = self.chance.randrange(len(lines))
            lines[at] = self.changed(lines[at])
            data = b"\n".join([head, *lines])
        elif self.chance.random() < 0.5:
            data = json.dumps(self.several(json.loads(data))).encode()
        else:
            data = self.changed(data[: self.chance.choice((len(data), 600))])
        keeps_stamp = self.chance.random() < 0.3 and len(data) == len(self.state)
        return lambda: self.read_state(data, keeps_stamp)

    def read_state(self, data: bytes, keeps_stamp: bool) -> None:
        self.path.write_bytes(data)
        if keeps_stamp:
            os.utime(self.path, ns=(self.header.st_mtime_ns, self.header.st_mtime_ns))
        checking.check_state(str(self.path))
        cluster = state.read(str(self.path), NOW)
        cluster = following.close_when_unused(cluster) if cluster else None
        for kind in cluster.kinds() if cluster else ():
            assert cluster and list(cluster.of(kind)) is not None
        if self.chance.random() < 0.1:
            quiet(["get", "all", "-A"])

    def histories(self) -> Callable[[], object]:
        line = self.history
        if self.chance.random() < 0.7:
            line = json.dumps(self.several(json.loads(line))).encode("utf-8", "surrogatepass")
        else:
            line = self.changed(line)

        def read() -> None:
            entry = history.parse_entry(line)
            if entry is not None:
                history.summary(entry)
                done, undone = undoing.undoable([entry], entry.serial)
                for one in (*done, *undone):
                    undoing.undo_entry(self.cluster, one)

        return read

    def dumps(self) -> Callable[[], object]:
        some = self.chance.sample(self.objects, self.chance.randint(1, 8))
        if self.chance.random() < 0.3:
            parts = [part.value for part in self.documents(self.chance.choice(self.examples))]
            some = [
                json.loads(json.dumps(part)) for part in parts if isinstance(part, dict)
            ] or some
        text = json.dumps(
            {"kind": "List", "apiVersion": "v1", "items": [self.several(one) for one in some]}
        )
        return lambda: self.examine(hold(import_documents(self.documents(text), NOW).cluster))

    def examine(self, cluster: Cluster) -> None:
        causes.collect_findings(documents.view([], cluster, NOW + timedelta(hours=1)))

    def documents(self, text: str) -> list[Any]:
        return [part for one in parse(text, "x.yaml") for part in expand_list(one)]

    def manifest(self) -> Callable[[], object]:
        text = self.chance.choice(self.manifests)
        if self.chance.random() < 0.6:
            parts = [self.several(part.value) for part in self.documents(text)]
            text = "\n---\n".join(map(json.dumps, parts))
        else:
            text = self.text(text)

        def judge() -> None:
            for document in self.documents(text):
                if document.error is None and document.value is not None:
                    verdicts.judge(document, self.cluster)

        return judge

    def patches(self) -> Callable[[], object]:
        obj = self.chance.choice(self.objects)
        kind = kind_of_key(obj["kind"])
        if self.chance.random() < 0.5:
            names = ["add", "remove", "replace", "move", "copy", "test", "x"]
            steps = [
                *obj,
                "metadata/labels",
                "spec/ports/-1",
                "metadata/finalizers/0",
                "-",
                "",
                "a~1b",
                "9" * 30,
            ]
            change: Any = [
                self.value(
                    {
                        "op": self.chance.choice(names),
                        "path": f"/{self.chance.choice(steps)}",
                        "from": f"/{self.chance.choice(steps)}",
                        "value": self.chance.choice(VALUES),
                    }
                )
                for _ in range(self.chance.randint(1, 4))
            ]
            return lambda: json_patch.apply_operations(obj, change)
        change = self.several(
            {name: obj[name] for name in obj if name not in ("apiVersion", "kind")}
        )
        for directive in (
            "$patch",
            "$retainKeys",
            "$setElementOrder/ports",
            "$deleteFromPrimitiveList/finalizers",
        ):
            if isinstance(change, dict) and self.chance.random() < 0.15:
                change = {
                    **change,
                    "spec": {directive: self.chance.choice([*VALUES, "replace", "delete"])},
                }
        form = self.chance.choice(("strategic", "merge"))
        if form == "merge":
            return lambda: merging.json_merge(obj, change)
        return lambda: patching.patched_object(kind, obj, change, form)

    def selectors(self) -> Callable[[], object]:
        text, listed = self.text(self.chance.choice(TEXTS["selector"])), self.objects[:20]

        def select() -> None:
            try:
                found = selectors.parse_selector(text)
            except (MinikError, selectors.BadSelector):
                field_selectors.parse_field_selector(text)
                return
            for one in listed:
                selectors.matches(found, one["metadata"].get("labels") or {})

        return select

    def templates(self) -> Callable[[], object]:
        text = self.text(self.chance.choice(TEXTS["template"]))
        kind = kind_of_key("Service")
        listing = Listing([Section(kind, list(self.cluster.of("Service")))], NOW, argument=text)

        def fill() -> None:
            for render in (go_template.render, custom_columns.render):
                try:
                    render(listing)
                except MinikError:
                    continue
            try:
                jsonpath.render_template(text, {"items": self.objects[:5], "kind": "List"})
            except ValueError:
                return

        return fill

    def pattern(self) -> Callable[[], object]:
        text, tried = (
            self.text(self.chance.choice(TEXTS["pattern"])),
            self.text("my-service 10.0.0.1"),
        )
        return lambda: patterns.Pattern(text).matches(tried * self.chance.randint(1, 20))

    def times(self) -> Callable[[], object]:
        text = self.text(self.chance.choice(TEXTS["time"]))

        def read() -> None:
            duration.parse_time_or_none(text)
            for act in (duration.parse_duration, quantity.canonical, self.schedule):
                try:
                    act(text)
                except (*REFUSALS, quantity.QuantityError):
                    continue

        return read

    def schedule(self, text: str) -> None:
        schedule.next_time(schedule.parse_schedule(text), NOW)

    def packet(self) -> Callable[[], object]:
        data, stream = self.changed(self.chance.choice(self.packets)), self.chance.random() < 0.5
        return lambda: dns_messages.reply(self.cluster, data, stream)

    def configuration(self) -> Callable[[], object]:
        text = json.dumps(self.several(self.config))
        data = self.changed(text.encode()) if self.chance.random() < 0.5 else text.encode()

        def read() -> None:
            place = Path(contexts.config_path())
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            contexts.find_context(self.chance.choice(("", "x", "default")))

        return read


DOORS: dict[str, Callable[[Doors], Callable[[], object]]] = {
    "states": Doors.states,
    "histories": Doors.histories,
    "dumps": Doors.dumps,
    "manifests": Doors.manifest,
    "patches": Doors.patches,
    "selectors": Doors.selectors,
    "templates": Doors.templates,
    "patterns": Doors.pattern,
    "times": Doors.times,
    "packets": Doors.packet,
    "configurations": Doors.configuration,
}


def quiet(words: list[str]) -> None:
    """Run a command and throw away what it says."""
    streams = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        try:
            cli.run(words)
        finally:
            sys.stdout, sys.stderr = streams


def troubles(number: int, seed: int, names: list[str], folder: Path) -> Iterator[Trouble]:
    """Try so many inputs, in turn at each door; yield what was not borne."""
    os.environ.update(XDG_CONFIG_HOME=str(folder / "config"), MINIK_DEBUG="1")
    doors = Doors(random.Random(seed), folder)
    for index in range(number):
        name = names[index % len(names)]
        doors.chance.seed(f"{seed} {index}")
        act = DOORS[name](doors)
        began = time.process_time()
        try:
            act()
        except REFUSALS:
            pass
        except Exception:
            yield Trouble(name, index, traceback.format_exc(limit=-4), act)
        if time.process_time() - began > SECONDS:
            yield Trouble(name, index, f"it took {time.process_time() - began:.1f} s", act)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if used > MEMORY:
        yield Trouble("all", number, f"{used >> 20} MiB of memory", None)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--number", type=int, default=200_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--door", choices=DOORS, action="append")
    asked = reader.parse_args()
    began, found = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="minik-doors-") as folder:
        for trouble in troubles(asked.number, asked.seed, asked.door or list(DOORS), Path(folder)):
            found += 1
            print(f"{trouble.door} {trouble.number}: {trouble.what}")
    taken = time.monotonic() - began
    print(
        f"{asked.number} inputs, seed {asked.seed}: {found} not borne, {taken:.0f} s, {asked.number / taken * 60:.0f} a minute"
    )
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
