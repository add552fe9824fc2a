"""Well-known images that end at once without a setting, as far as their pods give none."""

from collections.abc import Iterator

from minik.diagnosis.client_texts import configured_texts
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.known_images import KNOWN
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: db}
spec: {containers: [{name: db, image: "postgres:17", env: [{name: NAME, value: secret}]}]}
"""
CAUSE = Cause(
    "setting-missing",
    "",
    WARNING,
    "a well-known image is not given the setting without which it ends at once",
    "The images of PostgreSQL, MySQL and MariaDB refuse to make a new database without a password for its administrator, or the setting "
    "that none is wanted: the container ends with exit code 1 again and again.",
    example=EXAMPLE.replace("NAME", "POSTGRES_PASS"),
    sound=EXAMPLE.replace("NAME", "POSTGRES_PASSWORD"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        known = KNOWN.get(program.image)
        if known and known.needs and lacks(view, program, known.needs):
            yield Finding(
                CAUSE,
                program.maker.key,
                program.field("env"),
                f"{program.title} runs {program.image} without {known.needs[0]}: it ends at once",
                f"env: [{{name: {known.needs[0]}, valueFrom: {{secretKeyRef: {{name: NAME, key: KEY}}}}}}]",
            )


def lacks(view: View, program: Program, needs: tuple[str, ...]) -> bool:
    """Return whether a container is given none of these settings, as far as all of them are known."""
    if program.words and program.words[0].rpartition("/")[2] not in ("mysqld", "postgres"):
        return False
    if set(needs) & program.settings.keys() or sources_unknown(view, program):
        return False
    taken = {text.variable for text in configured_texts(view, program.maker)}
    return not set(needs) & taken


def sources_unknown(view: View, program: Program) -> bool:
    """Return whether variables come from an object that is not there to be read."""
    for entry in program.container.get("envFrom") or ():
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            name = (entry.get(field) or {}).get("name")
            if name and not view.cluster.get(kind, program.maker.key.namespace, name):
                return True
    return False
