"""Probes that ask a well-known web server for a path of which it has no page."""

from collections.abc import Iterator

from minik.diagnosis.causes import known_port_differs
from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.programs import Program, running
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "nginx:1.29", readinessProbe: {httpGet: {path: PATH, port: 80}}}]}
"""
CAUSE = Cause(
    "known-path-missing",
    "",
    WARNING,
    "a probe asks a plain web server for a path of which it has no page",
    "nginx and httpd without pages and configuration of their own answer / alone, and 404 to all else. A probe that is answered 404 has "
    "failed: the pod is never ready, or is restarted again and again.",
    SUSPECT,
    example=EXAMPLE.replace("PATH", "/healthz"),
    sound=EXAMPLE.replace("PATH", "/"),
)
PAGES = {"nginx": ("/", "/index.html", "/50x.html"), "httpd": ("/", "/index.html")}
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(running):
        pages = PAGES.get(program.image)
        if pages and is_bare(program):
            for probe in filter(program.container.get, PROBES):
                asked = program.container[probe].get("httpGet") or {}
                path = asked.get("path")
                if isinstance(asked.get("port"), int) and asked["port"] != 80:
                    continue  # another cause tells of the port
                if path and path.partition("?")[0] not in pages:
                    yield Finding(
                        CAUSE,
                        program.maker.key,
                        program.field(f"{probe}.httpGet.path"),
                        f"{probe} asks for {path}, and {program.title} runs {program.image} without pages of its own: 404",
                        "path: /",
                    )


def is_bare(program: Program) -> bool:
    """Return whether nothing brings pages or a configuration: no words, and no volume at all."""
    return not program.container.get("volumeMounts") and known_port_differs.is_plain(program)
