"""Memory limits below what the container's own words say that it will use."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.known_images import KNOWN
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View
from minik.kinds.pod import demand
from minik.light_typing import Any
from minik.model import quantity

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    env: [{name: JAVA_OPTS, value: "-XmxHEAP"}]
    resources: {limits: {memory: 512Mi}}
"""
CAUSE = Cause(
    "memory-limit-too-small",
    "",
    WARNING,
    "a container says itself that it will use more memory than its limit",
    "A container that uses more memory than its limit is killed (OOMKilled, exit code 137) and restarted. A Java heap (-Xmx), a Node.js heap "
    "(--max-old-space-size) or a load generator's size must leave room below the limit.",
    example=EXAMPLE.replace("HEAP", "1g"),
    sound=EXAMPLE.replace("HEAP", "256m"),
)
UNITS = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
SIZE = r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[bkmgt]?)"
HEAP = re.compile(rf"-Xm[xs]{SIZE}\b", re.I)
NODE_HEAP = re.compile(r"--max[-_]old[-_]space[-_]size[= ](?P<number>\d+)")
STRESS = re.compile(rf"(?:--vm-bytes|-mem-total|--mem-total)[= ]{SIZE}", re.I)
WORKERS = re.compile(r"(?:--vm|-m)[= ](\d+)\b")
PIPED = re.compile(rf"head\s+-c\s+{SIZE}\s+/dev/zero\s*\|\s*tail", re.I)
# What Python and JavaScript fill at once, as a product of numbers: bytearray(100 * 1024 * 1024).
NUMBERS = r"(?P<size>\d[\d_]*(?:\s*(?:\*\*?)\s*\d[\d_]*)*)"
FILLED = re.compile(
    rf"(?:bytearray\(|Buffer\.alloc(?:Unsafe)?\(|[\"']\S?[\"']\s*\*\s*\(?){NUMBERS}"
)
GROWS = re.compile(
    r"while\s+(?:True|1|\(true\)|\(1\))\s*:?.{0,200}?(?:\.append\(|\.push\(|\+=\s*)[^\n;]{0,40}?\*\s*\(?\d[\d_*() ]{3,}",
    re.S,
)
SWELLS = re.compile(
    r"while\s+(?:true|:|\[ 1 \])\s*;?\s*do\b.{0,200}?\b(\w+)=\"?\$\{?\1\b.{0,80}?(?:/dev/|\$\1)",
    re.S,
)
ENDLESS = re.compile(r"\btail\s+/dev/zero\b|\bcat\s+/dev/zero\s*\|\s*(?:tail|head\s+-c\s+\d{3,}G)")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        if not program.container.get("resources"):
            continue
        limit = demand.resource_list(program.container, "limits").get("memory")
        expected = expected_memory(program) if limit is not None else None
        if expected and expected[0] > quantity.parse(limit).nano / 10**9:
            yield finding_about(program, limit, expected[1])
            continue
        least = KNOWN[program.image].memory if program.image in KNOWN else 0
        if limit is not None and quantity.parse(limit).nano / 10**9 < least * UNITS["m"]:
            yield too_small_to_start(program, limit, least)


def finding_about(program: Program, limit: Any, words: str) -> Finding:
    return Finding(
        CAUSE,
        program.maker.key,
        program.field("resources.limits.memory"),
        f"{program.title} may use {limit}, and asks for more itself: {words}",
        "limits: {memory: more than it asks for}, or less in its own setting",
    )


def too_small_to_start(program: Program, limit: Any, least: int) -> Finding:
    return Finding(
        CAUSE,
        program.maker.key,
        program.field("resources.limits.memory"),
        f"{program.title} may use {limit}; the image {program.image} does not start with less than {least}Mi",
        f"limits: {{memory: {2 * least}Mi}} or more",
    )


def product(text: str) -> float:
    """Return the value of a product of numbers and powers."""
    value = 1.0
    for factor in re.split(r"(?<!\*)\*(?!\*)", text.replace("_", "")):
        base, _, power = factor.partition("**")
        value *= float(base) ** float(power or 1)
    return value


def expected_memory(program: Program) -> tuple[float, str] | None:
    """Return how many bytes a container says that it will use, and the words; None if it says none."""
    text = " ".join([*program.words, *program.settings.values()])
    leak = GROWS.search(text) or SWELLS.search(text)
    if leak:
        return float("inf"), " ".join(leak[0].split())[:60]
    for pattern in (HEAP, STRESS, PIPED):
        match = pattern.search(text)
        if match:
            number = float(match["number"]) * UNITS[match["unit"].lower()]
            many = WORKERS.search(text) if pattern is STRESS else None
            return number * int(many[1] if many else 1), match[0]
    match = NODE_HEAP.search(text)
    if match:
        return float(match["number"]) * UNITS["m"], match[0]
    match = FILLED.search(text)
    if match:
        return product(match["size"]), " ".join(match[0].split())
    endless = ENDLESS.search(text)
    return (float("inf"), endless[0]) if endless else None
