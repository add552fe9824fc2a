"""Containers that must not run as root, and do: the kubelet refuses to create them."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.known_images import KNOWN
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View
from minik.light_typing import Any
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: USER}
  containers: [{name: web, image: "web:1"}]
"""
CAUSE = Cause(
    "runs-as-root",
    "",
    ERROR,
    "a container may not run as root, and is root",
    "With runAsNonRoot: true the kubelet does not create a container whose user is 0, be it by runAsUser or by its image "
    "(CreateContainerConfigError). The user of an image is known here only of well-known ones.",
    example=EXAMPLE.replace("USER", "0"),
    sound=EXAMPLE.replace("USER", "1000"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        context = effective(program)
        if not context.get("runAsNonRoot"):
            continue
        user = context.get("runAsUser")
        known = KNOWN.get(program.image)
        if user == 0 or user is None and known and known.root:
            yield tell(program, user)


def effective(program: Program) -> Mapping[str, Any]:
    """Return the security context of a container: its own fields before the pod's."""
    shared = objects.spec(program.maker.pod).get("securityContext") or {}
    own = program.container.get("securityContext") or {}
    return {**shared, **{name: value for name, value in own.items() if value is not None}}


def tell(program: Program, user: int | None) -> Finding:
    """Return the finding; a suspect where only the image says who it runs as."""
    told = "runAsUser is 0" if user == 0 else f"the image {program.image} runs as root"
    return Finding(
        CAUSE,
        program.maker.key,
        program.field("securityContext"),
        f"runAsNonRoot: true, and {told}: {program.title} is not created",
        "runAsUser: 1000, and an image that runs as that user",
        level="" if user == 0 else WARNING,
        doubt="" if user == 0 else SUSPECT,
    )
