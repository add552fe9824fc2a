"""Liveness probes that kill a container within seconds of its start."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.programs import programs
from minik.diagnosis.view import View
from minik.light_typing import Any

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    ports: [{containerPort: 8080}]
    livenessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1, failureThreshold: NUMBER}
"""
CAUSE = Cause(
    "liveness-probe-hasty",
    "",
    WARNING,
    "a liveness probe kills the container within seconds of its start",
    "A liveness probe that fails failureThreshold times in a row has the container killed; without a startupProbe it begins after "
    "initialDelaySeconds. A program that takes longer to start, or answers late once, is restarted for ever (CrashLoopBackOff).",
    SUSPECT,
    example=EXAMPLE.replace("NUMBER", "1"),
    sound=EXAMPLE.replace("NUMBER", "30"),
)
LEAST = 4  # seconds that any program has to start
DEFAULTS = {"initialDelaySeconds": 0, "periodSeconds": 10, "failureThreshold": 3}


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        probe = program.container.get("livenessProbe")
        if not probe or program.container.get("startupProbe"):
            continue
        seconds = time_to_start(probe)
        if seconds < LEAST:
            count = probe.get("failureThreshold") or DEFAULTS["failureThreshold"]
            tries = "one failed try" if count == 1 else f"{count} failed tries"
            yield Finding(
                CAUSE,
                program.maker.key,
                program.field("livenessProbe"),
                f"the livenessProbe of {program.title} kills it {seconds} s after its start, after {tries}",
                "a startupProbe, or failureThreshold: 3 with periodSeconds: 10",
            )


def time_to_start(probe: Mapping[str, Any]) -> int:
    """Return after how many seconds a program that does not answer yet is killed."""
    delay, period, tries = (int(probe.get(name) or least) for name, least in DEFAULTS.items())
    return delay + period * tries
