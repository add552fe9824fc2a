"""A served state under load: `python tests/serve/soak.py [SECONDS]` (600).

Eight writers, fifty watchers that come and go, command lines on the same state, and a killer of connections.
Nothing that was answered is lost, no watcher misses a change or sees one twice, memory stays flat; and the
same after a restart.
"""

import http.client
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "shared"))  # as a script it stands alone
from api_process import Server

MAPS = "/api/v1/namespaces/default/configmaps"
MERGE = "application/merge-patch+json"
FEW = 20  # objects of each writer
QUIET = 0.5  # seconds in which watchers hear what is under way


class Outcome(NamedTuple):
    """What was done, and what went wrong."""

    writes: int
    events: int
    kills: int
    commands: int
    memory: list[float]
    troubles: list[str]


class Soak:
    """One run against one server."""

    def __init__(self, server: Server, watchers: int, writers: int) -> None:
        self.server, self.watchers, self.writers = server, watchers, writers
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.known: dict[str, int | None] = {}  # name → its count, None where it is gone
        self.sockets: set[socket.socket] = set()
        self.troubles: list[str] = []
        self.writes = self.events = self.kills = self.commands = 0

    def connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.server.url)
        assert parts.hostname
        made = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        made.connect()
        with self.lock:
            self.sockets.add(made.sock)
        return made

    def leave(self, connection: http.client.HTTPConnection, sock: Any) -> None:
        with self.lock:
            self.sockets.discard(sock)
        connection.close()

    def ask(self, method: str, path: str, body: Any = None, media: str = "application/json") -> Any:
        """Send a request until it is answered; return status, body and whether it was sent again."""
        again = False
        while True:
            connection = self.connection()
            sock = connection.sock
            try:
                data = None if body is None else json.dumps(body)
                connection.request(
                    method, path, data, {"Content-Type": media, "User-Agent": "soak"}
                )
                response = connection.getresponse()
                return response.status, json.loads(response.read()), again
            except (OSError, http.client.HTTPException, ValueError):
                again = True
            finally:
                self.leave(connection, sock)

    def write(self, which: int) -> None:
        """Create, count up and delete some objects."""
        chance = random.Random(which)
        while not self.stopping.is_set():
            name = f"w{which}-{chance.randrange(FEW)}"
            before = self.known.get(name)
            if before is None:
                body = {"metadata": {"name": name}, "data": {"n": "0"}}
                status, _, again = self.ask("POST", MAPS, body)
                ok, after = status == 201 or again and status == 409, 0
            elif chance.random() < 0.1:
                status, _, again = self.ask("DELETE", f"{MAPS}/{name}")
                ok, after = status == 200 or again and status == 404, None
            else:
                change = {"data": {"n": str(before + 1)}}
                status, _, again = self.ask("PATCH", f"{MAPS}/{name}", change, MERGE)
                ok, after = status == 200, before + 1
            if not ok:
                self.troubles.append(f"a write of {name} was answered with {status}")
            self.known[name] = after
            self.writes += 1

    def watch(self, which: int) -> None:
        """Follow all changes for a while, and begin again from where it was, or anew."""
        chance = random.Random(1000 + which)
        counts: dict[str, int] = {}
        version = ""
        while not self.stopping.is_set():
            if not version or chance.random() < 0.3:
                _, found, _ = self.ask("GET", MAPS)
                counts = {one["metadata"]["name"]: count(one) for one in found["items"]}
                version = found["metadata"]["resourceVersion"]
            version = self.follow(version, counts, time.monotonic() + chance.uniform(0.2, 8))

    def follow(self, version: str, counts: dict[str, int], until: float) -> str:
        """Read events until a moment, or until the connection is cut; return the last version."""
        connection = self.connection()
        sock = connection.sock
        sock.settimeout(1)
        try:
            connection.request("GET", f"{MAPS}?watch=true&resourceVersion={version}")
            response = connection.getresponse()
            while not self.stopping.is_set() and time.monotonic() < until:
                line = response.readline()
                if not line.endswith(b"\n"):
                    break
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return ""
                version = self.see(event, version, counts)
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        finally:
            self.leave(connection, sock)
        return version

    def see(self, event: Any, version: str, counts: dict[str, int]) -> str:
        """Compare an event with what must come next."""
        obj = event["object"]
        name, own = obj["metadata"]["name"], obj["metadata"]["resourceVersion"]
        if int(own) <= int(version):
            self.troubles.append(f"{name}: version {own} after {version}")
        if name.startswith("w"):
            before = counts.pop(name, None)
            if event["type"] != "DELETED":
                counts[name] = count(obj)
            wanted = {
                "ADDED": (None, 0),
                "MODIFIED": (before, (before if before is not None else -9) + 1),
                "DELETED": (before, None),
            }[event["type"]]
            if (before, counts.get(name)) != wanted or event["type"] != "ADDED" and before is None:
                self.troubles.append(f"{name}: {event['type']} {counts.get(name)} after {before}")
        self.events += 1
        return str(own)

    def kill(self) -> None:
        """Cut connections, whoever's they are."""
        chance = random.Random(5)
        while not self.stopping.wait(0.05):
            with self.lock:
                found = list(self.sockets)
            if found:
                with suppress(OSError):
                    chance.choice(found).shutdown(socket.SHUT_RDWR)
                self.kills += 1

    def command(self) -> None:
        """Change the same state by command lines."""
        while not self.stopping.is_set():
            name = f"cli-{self.commands % FEW}"
            verb = "delete" if self.known.get(name) is not None else "create"
            words = [sys.executable, "-m", "minik", verb, "configmap", name]
            more = ["--from-literal=n=0"] if verb == "create" else []
            done = subprocess.run(
                [*words, *more], env=self.server.environment, capture_output=True, text=True
            )
            if done.returncode:
                self.troubles.append(f"{verb} {name}: {done.stderr}")
            self.known[name] = 0 if verb == "create" else None
            self.commands += 1
            self.stopping.wait(1)

    def run(self, seconds: float) -> list[float]:
        """Run everything for a while; return the server's memory (MiB) as time went by."""
        threads = [threading.Thread(target=self.write, args=(n,)) for n in range(self.writers)]
        threads += [threading.Thread(target=self.watch, args=(n,)) for n in range(self.watchers)]
        threads += [threading.Thread(target=self.kill), threading.Thread(target=self.command)]
        for thread in threads:
            thread.start()
        memory, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(min(seconds / 12, 5))
            memory.append(resident(self.server.process.pid))
        self.stopping.set()
        for thread in threads:
            thread.join(120)
        return memory

    def compare(self, when: str) -> None:
        """Compare what is there with what was answered."""
        _, found, _ = self.ask("GET", MAPS)
        there = {one["metadata"]["name"]: count(one) for one in found["items"]}
        there.pop("kube-root-ca.crt", None)
        wanted = {name: number for name, number in self.known.items() if number is not None}
        if there != wanted:
            differing = {n for n in {*there, *wanted} if there.get(n) != wanted.get(n)}
            shown = [f"{n}: {there.get(n)} not {wanted.get(n)}" for n in sorted(differing)[:5]]
            self.troubles.append(f"{when} {len(differing)} objects differ: {', '.join(shown)}")


def count(obj: Any) -> int:
    return int((obj.get("data") or {}).get("n", 0))


def resident(pid: int) -> float:
    """Return the resident MiB of a process."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def soak(folder: Path, seconds: float, watchers: int = 50, writers: int = 8) -> Outcome:
    """Run one soak with a server of its own."""
    with Server(folder, "--insecure-http") as server:
        run = Soak(server, watchers, writers)
        memory = run.run(seconds)
        run.compare("at the end")
        if server.stop() != 0:
            run.troubles.append("the server did not end well")
    with Server(folder, "--insecure-http") as server:
        run.server = server
        run.compare("after a restart")
    third = max(len(memory) // 3, 1)
    first, last = statistics.median(memory[third : 2 * third]), statistics.median(memory[-third:])
    if seconds >= 120 and last > 1.2 * first + 10:
        run.troubles.append(f"memory grew from {first:.0f} to {last:.0f} MiB")
    return Outcome(run.writes, run.events, run.kills, run.commands, memory, run.troubles)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder), seconds)
    print(
        f"{found.writes:,} writes, {found.events:,} events seen, {found.kills:,} connections cut, "
        f"{found.commands} command lines; MiB: {' '.join(f'{one:.0f}' for one in found.memory)}"
    )
    for text in found.troubles[:20]:
        print(text)
    return 1 if found.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
