"""Requests and limits in another unit than was meant: 512 bytes of memory, 500 whole CPUs."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View
from minik.kinds.pod import demand
from minik.light_typing import Any
from minik.model import quantity

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1", resources: {limits: {memory: MEMORY}}}]}
"""
CAUSE = Cause(
    "resource-unit-mistaken",
    "",
    ERROR,
    "a request or a limit is in another unit than was meant",
    "Memory is counted in bytes, and m is a thousandth: 512 is 512 bytes and 512m half a byte, where 512Mi was meant; no container starts in "
    "less than some MiB. CPU is counted in cores: 500 is 500 cores, where 500m was meant.",
    example=EXAMPLE.replace("MEMORY", "512m"),
    sound=EXAMPLE.replace("MEMORY", "512Mi"),
)
# Nano-bytes in which a container's first process fits; a request may be small, but not as small.
LEAST = {"limits": 4 * 1024**2 * 10**9, "requests": 64 * 1024 * 10**9}
MOST = 256 * 10**9  # nano-cores: hardly a node has more


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        if not program.container.get("resources"):
            continue
        for side in ("limits", "requests"):
            finding = judge(program, side, demand.resource_list(program.container, side))
            if finding:
                yield finding
                break


def judge(program: Program, side: str, amounts: Mapping[str, Any]) -> Finding | None:
    """Return the finding for one side; None if its amounts are in the usual range."""
    memory, cpu = amounts.get("memory"), amounts.get("cpu")
    if memory is not None and 0 < quantity.parse(memory).nano < LEAST[side]:
        number = str(memory).rstrip("mkKiM") or "64"
        text = f"{side[:-1]} of {memory} memory of {program.title} is {size(memory)}: no program fits in it"
        level = WARNING if side == "requests" else ""
        return told(program, side, "memory", text, f"memory: {number}Mi", level)
    if cpu is not None and quantity.parse(cpu).nano >= MOST:
        text = f"{side[:-1]} of {cpu} CPUs of {program.title}: hardly a node has as many"
        return told(program, side, "cpu", text, f"cpu: {str(cpu).removesuffix('.0')}m", WARNING)
    return None


def size(memory: Any) -> str:
    """Return an amount of memory in bytes, in words."""
    nano = quantity.parse(memory).nano
    return f"{nano / 10**9:g} bytes" if nano < 10**13 else f"{nano // (1024 * 10**9)} KiB"


def told(
    program: Program, side: str, resource: str, text: str, fix: str, level: str = ""
) -> Finding:
    path = program.field(f"resources.{side}.{resource}")
    return Finding(CAUSE, program.maker.key, path, text, fix, level=level)
