"""How fast `minik serve` is, beside a trivial server in the same minute: `python tests/benchmarks/api.py
[--quick] [PART...]`.

The trivial server (starlette on uvicorn, TLS) parses a JSON body and answers it: the ceiling of any server
on that stack. What a real kube-apiserver with etcd does was measured in the same units elsewhere:
`REAL` has its rate as a share of the trivial server's, or its time in starts of bare Python. A row is minik's
figure over the real one's, in that unit: for rates more is better, for times and memory less.
"""

import asyncio
import http.client
import json
import os
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measure import Row, tell

MINIK = [sys.executable, "-m", "minik"]
TOKEN = "tok"
MAPS = "/api/v1/namespaces/default/configmaps"
PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
MERGE = "application/merge-patch+json"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
# what a real one does, as a share of a trivial server's rate (or time)
REAL = {
    "create": 0.23,
    "create by 8": 0.38,
    "get": 0.34,
    "get by 8": 0.56,
    "patch": 0.18,
    "patch by 8": 0.27,
    "list": 0.30,
    "table": 0.19,
    "event": 2.85,
    "watchers": 0.65,
}
IN_STARTS = {"deployment": 796.0}


def start_of_python(rounds: int = 15) -> float:
    """Return the seconds that one start of bare Python takes."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


class Connection:
    """A kept connection of one client."""

    def __init__(self, port: int) -> None:
        context = ssl._create_unverified_context()
        self.plain = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=120)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> bytes:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {TOKEN}", "User-Agent": "bench/1", **named}
        data = json.dumps(body) if body is not None else None
        self.plain.request(method, path, data, {"Content-Type": "application/json", **sent})
        response = self.plain.getresponse()
        read = response.read()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {read[:300]!r}")
        return read


def config_map(number: int) -> dict[str, Any]:
    return {"metadata": {"name": f"c-{number}"}, "data": {"text": "x" * 700}}


@contextmanager
def minik(folder: Path, *options: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """A server, its port and its process."""
    environment = {**os.environ, "MINIK_STATE": str(folder / "state.json")}
    words = [*MINIK, "serve", "--listen", "127.0.0.1:0", "--token", TOKEN, *options]
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline().rpartition(":")[2]), process
        finally:
            process.terminate()


def begin(folder: Path, *options: str) -> None:
    """Make the state of a server before it starts."""
    environment = {**os.environ, "MINIK_STATE": str(folder / "state.json")}
    subprocess.run(
        [*MINIK, "init", "--workers", "2", *options],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def trivial(folder: Path) -> Iterator[int]:
    """The server that only parses and answers the body, over TLS."""
    words = [sys.executable, __file__, "--trivial", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def serve_trivially(folder: Path) -> None:
    """Serve until terminated: any body is parsed and sent back; `/watch` streams what is posted."""
    import uvicorn  # noqa: PLC0415 only this process serves
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import Response, StreamingResponse  # noqa: PLC0415

    from minik.serve import api_keys  # noqa: PLC0415

    files = api_keys.make(["127.0.0.1"]).files()
    watchers: list[asyncio.Queue[bytes]] = []

    async def events(queue: "asyncio.Queue[bytes]") -> Any:
        yield b"\n"
        while True:
            yield await queue.get()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        if request.url.path == "/watch":
            queue: asyncio.Queue[bytes] = asyncio.Queue()
            watchers.append(queue)
            await StreamingResponse(events(queue))(scope, receive, send)
            return
        raw = await request.body()
        body = json.dumps(json.loads(raw) if raw else {}).encode()
        if request.method == "POST":
            for queue in watchers:
                queue.put_nowait(body + b"\n")
        await Response(body, media_type="application/json")(scope, receive, send)

    # asyncio sends at once only where the socket says that it is TCP
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        application,
        log_level="error",
        access_log=False,
        lifespan="off",
        ssl_certfile=files.certificate,
        ssl_keyfile=files.key,
    )
    asyncio.run(uvicorn.Server(config).serve([listening]))


def rate(port: int, clients: int, seconds: float, act: Callable[[Connection, int], Any]) -> float:
    """Return how often a second some clients act, each after its own answer."""
    counts, until = [0] * clients, time.monotonic() + seconds
    failures: list[BaseException] = []

    def work(which: int) -> None:
        try:
            connection = Connection(port)
            while time.monotonic() < until:
                act(connection, which * 10_000_000 + counts[which])
                counts[which] += 1
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(which,)) for which in range(clients)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.monotonic() - begun)


def post(connection: Connection, number: int) -> None:
    connection.ask("POST", MAPS, config_map(number))


def poster(first: int) -> Callable[[Connection, int], None]:
    """Return what posts objects of other names than earlier rounds."""
    return lambda connection, number: post(connection, first + number)


def get(connection: Connection, _: int) -> None:
    connection.ask("GET", f"{MAPS}/c-0")


def patch(connection: Connection, number: int) -> None:
    change = {"data": {"n": str(number)}}
    connection.ask("PATCH", f"{MAPS}/c-0", change, Content_Type=MERGE)


def row(work: str, share: float, target: str) -> None:
    """Tell minik's share of the trivial server beside the real one's."""
    against = "a real API server"
    ratio = share / REAL[work.removesuffix(", durable").removesuffix(", in memory")]
    tell(Row(work, against, ratio, ratio, target))


def rates(folder: Path, seconds: float) -> None:
    """Creates, patches, gets and lists, durable and in memory."""
    with trivial(folder) as other:
        base = {
            1: rate(other, 1, seconds, lambda c, n: c.ask("POST", "/x", config_map(n))),
            8: rate(other, 8, seconds, lambda c, n: c.ask("POST", "/x", config_map(n))),
        }
        got = {
            1: rate(other, 1, seconds, lambda c, n: c.ask("GET", "/x")),
            8: rate(other, 8, seconds, lambda c, n: c.ask("GET", "/x")),
        }
    for manner, options, target in (
        ("durable", (), ">= 1.0"),
        ("in memory", ("--in-memory",), ">= 1.5"),
    ):
        inner = folder / manner.replace(" ", "-")
        inner.mkdir()
        with minik(inner, *options) as (port, _):
            Connection(port).ask("POST", MAPS, config_map(0))
            for clients in (1, 8):
                by = " by 8" if clients == 8 else ""
                first = 1_000_000 * clients
                made = rate(port, clients, seconds, poster(first))
                row(f"create{by}, {manner}", made / base[clients], target)
                patched = rate(port, clients, seconds, patch)
                row(f"patch{by}, {manner}", patched / base[clients], target)
                if options:
                    found = rate(port, clients, seconds, get)
                    row(f"get{by}", found / got[clients], ">= 0.8")
    with minik(folder, "--in-memory") as (port, _):
        connection = Connection(port)
        for number in range(1500):
            post(connection, number)
        plain = rate(port, 1, seconds, lambda c, _: c.ask("GET", MAPS))
        row("list", plain / got[1] / LIST_SHARE, ">= 1.2")
        table = rate(port, 1, seconds, lambda c, _: c.ask("GET", MAPS, Accept=TABLE))
        row("table", table / got[1] / LIST_SHARE, ">= 1.2")


# a trivial server answers a list of 1,500 (1.9 MB) slower than a small get: measured beside the real one,
# where 98 lists a second were 0.30 of its rate and 1,361 gets 0.34
LIST_SHARE = (98 / 0.30) / (1361 / 0.34)


def latency(folder: Path, times: int) -> None:
    """A create to its event at a watcher."""

    def measured(port: int, watch: str, path: str) -> float:
        context = ssl._create_unverified_context()
        stream = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=60)
        stream.request("GET", watch, headers={"Authorization": f"Bearer {TOKEN}"})
        lines = stream.getresponse()
        lines.readline()
        connection, found = Connection(port), []
        for number in range(times):
            begun = time.perf_counter()
            sender = threading.Thread(
                target=connection.ask, args=("POST", path, config_map(number))
            )
            sender.start()
            lines.readline()
            found.append(time.perf_counter() - begun)
            sender.join()
        stream.close()
        return statistics.median(found)

    with trivial(folder) as other:
        base = measured(other, "/watch", "/x")
    with minik(folder, "--in-memory") as (port, _):
        own = measured(port, f"{MAPS}?watch=true", MAPS)
    row("event", own / base, "<= 1.3")


async def crowd(port: int, watch: str, path: str, watchers: int, changes: int) -> float:
    """Return the seconds until every watcher has seen every change."""
    context = ssl._create_unverified_context()

    kept: list[asyncio.StreamWriter] = []

    async def begin() -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        head = f"GET {watch} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        writer.write(head.encode())
        await reader.readuntil(b"\r\n\r\n")
        kept.append(writer)  # one that nobody has closes its connection
        return reader

    # of the trivial server there are blanks
    async def follow(reader: asyncio.StreamReader) -> None:
        seen: list[bytes] = []
        rest = b""
        while len(seen) < changes:
            data = await reader.read(1 << 16)
            if not data:
                raise RuntimeError("a watch ended early")
            parts = re.split(rb'"name": ?"(c-\d+)"', rest + data)
            seen += parts[1::2]
            rest = parts[-1][-40:]
        if seen != [b"c-%d" % number for number in range(changes)]:
            raise RuntimeError("a watcher missed a change, or saw them in another order")

    readers = []
    for _ in range(0, watchers, 50):
        readers += await asyncio.gather(*(begin() for _ in range(50)))
    following = asyncio.gather(*map(follow, readers))
    connection = Connection(port)
    begun = time.perf_counter()

    def send() -> None:
        for number in range(changes):
            connection.ask("POST", path, config_map(number))

    await asyncio.gather(asyncio.to_thread(send), following)
    return time.perf_counter() - begun


def watchers(folder: Path, number: int, changes: int) -> None:
    """Many watchers of one kind: all see all, in order."""
    selector = "fieldSelector=metadata.name%21%3Dkube-root-ca.crt"
    with trivial(folder) as other:
        base = asyncio.run(crowd(other, "/watch", "/x", number, changes))
    with minik(folder, "--in-memory") as (port, _):
        watch = f"{MAPS}?watch=true&{selector}"
        own = asyncio.run(crowd(port, watch, MAPS, number, changes))
    print(
        f"  {number} watchers, {changes} changes: {own:.1f} s ({number * changes / own:,.0f} events/s)"
    )
    row("watchers", own / base, "<= 2.0")


def deployment(name: str, replicas: int) -> dict[str, Any]:
    labels = {"app": name}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "c", "image": "registry.example/web:1"}]},
    }
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"metadata": {"name": name, "labels": labels}, "spec": spec}


def controllers(folder: Path, start: float) -> None:
    """A Deployment of 1,000 in its EndpointSlices; 100 Deployments of 10, all Ready."""
    with minik(folder, "--in-memory") as (port, _):
        connection = Connection(port)
        nodes(connection, 20)
        service = {
            "metadata": {"name": "big"},
            "spec": {"selector": {"app": "big"}, "ports": [{"port": 80}]},
        }
        connection.ask("POST", "/api/v1/namespaces/default/services", service)
        begun = time.perf_counter()
        connection.ask("POST", DEPLOYMENTS, deployment("big", 1000))
        slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dbig"
        until(lambda: len(addresses(connection, slices)) == 1000)
        in_starts("Deployment of 1,000 in its slices", time.perf_counter() - begun, start, 80)
        begun = time.perf_counter()
        for number in range(100):
            connection.ask("POST", DEPLOYMENTS, deployment(f"d-{number}", 10))
        until(lambda: ready(connection) == 2000)
        in_starts("100 Deployments, 1,000 pods Ready", time.perf_counter() - begun, start, 230)


def nodes(connection: Connection, count: int) -> None:
    for number in range(count):
        connection.ask("POST", "/api/v1/nodes", {"metadata": {"name": f"more-{number}"}})


def addresses(connection: Connection, path: str) -> list[str]:
    slices = json.loads(connection.ask("GET", path))["items"]
    return [a for one in slices for e in one["endpoints"] or () for a in e["addresses"]]


def ready(connection: Connection) -> int:
    pods = json.loads(connection.ask("GET", f"{PODS}?limit=10000"))["items"]
    return sum(
        any(
            c["type"] == "Ready" and c["status"] == "True"
            for c in p["status"].get("conditions") or ()
        )
        for p in pods
    )


def until(holds: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError("it did not come about in time")
        time.sleep(0.02)


def in_starts(work: str, seconds: float, start: float, most: int) -> None:
    tell(Row(work, "python -c pass", seconds / start, seconds / start, f"<= {most}"))


def at_rest(folder: Path, start: float) -> None:
    """From the start to the first `/readyz`, the first time and later; memory at rest."""
    for work, most in (("ready, the first time", 35), ("ready, later", 25)):
        begun = time.perf_counter()
        with minik(folder) as (port, process):
            Connection(port).ask("GET", "/readyz")
            in_starts(work, time.perf_counter() - begun, start, most)
            if work.endswith("later"):
                used = memory(process.pid)
                tell(Row("memory at rest, MiB", "1 MiB", used, used, "<= 60"))


def memory(pid: int) -> float:
    """Return the resident MiB of a process."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def large(folder: Path, pods: int) -> None:
    """Memory with many pods of 100 templates on many nodes, and after a restart; the pods have a
    network in which every node gets a range.
    """
    per_template, hosts = pods // 100, pods // 100
    begin(folder, "--job-duration", "1s", "--pod-cidr", "10.128.0.0/10")
    with minik(folder) as (port, process):
        connection = Connection(port)
        nodes(connection, hosts)
        for number in range(100):
            connection.ask("POST", DEPLOYMENTS, deployment(f"d-{number}", per_template))
        used = memory(process.pid)
        tell(Row(f"memory with {pods:,} pods, MiB", "1 MiB", used, used, "<= 1024"))
        process.terminate()
        process.wait(300)
    with minik(folder) as (port, process):
        Connection(port).ask("GET", "/readyz")
        Connection(port).ask("GET", f"{PODS}?limit=500")
        used = memory(process.pid)
        tell(Row("the same after a restart, MiB", "1 MiB", used, used, "<= 1024"))


def main(words: Sequence[str]) -> None:
    if words[:1] == ["--trivial"]:
        serve_trivially(Path(words[1]))
        return
    for name in ("MINIK_NOW", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"):
        os.environ.pop(name, None)
    quick, chosen = "--quick" in words, [word for word in words if not word.startswith("-")]
    start = start_of_python()
    print(f"  a start of bare Python: {1000 * start:.1f} ms")
    seconds = 1.0 if quick else 5.0
    parts: dict[str, Callable[[Path], None]] = {
        "start": lambda folder: at_rest(folder, start),
        "rates": lambda folder: rates(folder, seconds),
        "latency": lambda folder: latency(folder, 50 if quick else 300),
        "watchers": lambda folder: watchers(folder, 100 if quick else 1000, 100 if quick else 1000),
        "controllers": lambda folder: controllers(folder, start),
        "large": lambda folder: large(folder, 2_000 if quick else 100_000),
    }
    for name, part in parts.items():
        if not chosen or name in chosen:
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
