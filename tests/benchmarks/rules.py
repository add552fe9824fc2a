"""How the proxy's rules grow with the cluster: `python tests/benchmarks/rules.py [SIZE]`, in
Services of 10 endpoints each (10000).

Whole processes, by the processor's time, half the size against the whole of it; then, as root, the
kernel's own tools read the text in a namespace.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import line, once

MINIK = str(Path(sys.executable).parent / "minik")
ENDPOINTS = 10
TOOLS = {
    "iptables": ["iptables-restore", "--test"],
    "nftables": ["nft", "-c", "-f", "-"],
    "userspace": ["iptables-restore", "--test"],
}
MODES = ("iptables", "nftables", "ipvs", "userspace")


def objects(size: int) -> Iterator[dict[str, object]]:
    """As many nodes as a Service has endpoints, and the Services, each with its slice."""
    for place in range(1, ENDPOINTS + 1):
        ready, internal = (
            {"type": "Ready", "status": "True"},
            {"type": "InternalIP", "address": f"192.168.0.{place}"},
        )
        status = {"addresses": [internal], "conditions": [ready]}
        yield {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": f"node-{place}"},
            "spec": {},
            "status": status,
        }
    for number in range(size):
        name, low = f"web-{number}", f"{number // 250}.{number % 250}"
        address = f"10.192.{low}"
        yield {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "namespace": "default"},
            "spec": {
                "type": "ClusterIP",
                "clusterIP": address,
                "clusterIPs": [address],
                "ipFamilies": ["IPv4"],
                "ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080}],
            },
        }
        yield {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "addressType": "IPv4",
            "ports": [{"name": "", "port": 8080, "protocol": "TCP"}],
            "endpoints": [
                {
                    "addresses": [f"10.{place}.{low}"],
                    "conditions": {"ready": True},
                    "nodeName": f"node-{place}",
                }
                for place in range(1, ENDPOINTS + 1)
            ],
            "metadata": {
                "name": f"{name}-a",
                "namespace": "default",
                "labels": {"kubernetes.io/service-name": name},
            },
        }


def state(folder: Path, size: int) -> dict[str, str]:
    """A cluster of that size, in a file of its own."""
    dump, place = folder / f"dump-{size}.json", {"MINIK_STATE": str(folder / f"{size}.json")}
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects(size))}))
    once([MINIK, "import", "-f", str(dump)], place)
    return place


def accepted(mode: str, environment: dict[str, str]) -> str:
    """What the kernel's own tool says of the text."""
    if os.geteuid() or not shutil.which("ip") or not shutil.which(TOOLS[mode][0]):
        return f"not asked ({TOOLS[mode][0]} needs root)"
    text = subprocess.run(
        [MINIK, "proxy", "rules", "--mode", mode],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    name = f"minik-rules-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        said = subprocess.run(
            ["ip", "netns", "exec", name, *TOOLS[mode]], input=text.stdout, capture_output=True
        )
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)
    return f"accepted by {TOOLS[mode][0]}" if not said.returncode else said.stderr.decode()[:300]


def main() -> None:
    size = int(next(iter(sys.argv[1:]), "10000"))
    with tempfile.TemporaryDirectory() as name:
        half, whole = state(Path(name), size // 2), state(Path(name), size)
        for mode in MODES:
            command = [MINIK, "proxy", "rules", "--mode", mode]
            small, large = (
                min((once(command, place) for _ in range(3)), key=lambda cost: cost.processor)
                for place in (half, whole)
            )
            print(
                line(
                    f"rules, {mode}, {size:,} Services",
                    f"{size // 2:,} Services",
                    large.processor / small.processor,
                    "< 2.6",
                ),
                end="",
            )
            print(
                f"   {large.memory:.0f} MB (<= 1024)",
                accepted(mode, whole) if mode in TOOLS else "",
            )


if __name__ == "__main__":
    main()
