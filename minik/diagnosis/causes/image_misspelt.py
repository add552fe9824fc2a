"""Images whose name or tag is a misspelling, or says itself that it is not there."""

from collections.abc import Iterator, Mapping
from functools import cache

from minik import light_re as re
from minik.diagnosis import patches
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import is_one_off, spellings
from minik.diagnosis.programs import Program, library_image, programs
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "IMAGE"}]}
"""
CAUSE = Cause(
    "image-misspelt",
    "",
    WARNING,
    "an image is nearly called as a well-known one, or says itself that it is not there",
    "An image that no registry has leaves the pod in ErrImagePull and ImagePullBackOff. Names without a registry and a folder are those of "
    "Docker Hub's library, of which the well-known are compared; of tags only misspellings of latest.",
    SUSPECT,
    example=EXAMPLE.replace("IMAGE", "ngnix:1.29"),
    sound=EXAMPLE.replace("IMAGE", "nginx:1.29"),
)
WELL_KNOWN = (
    *("nginx", "busybox", "alpine", "ubuntu", "debian", "redis", "postgres", "mysql", "mongo"),
    *("mariadb", "httpd", "python", "node", "golang", "rabbitmq", "memcached", "wordpress"),
    *("tomcat", "haproxy", "traefik", "consul", "vault", "influxdb", "elasticsearch", "kibana"),
    *("logstash", "zookeeper", "cassandra", "nextcloud", "ghost", "jenkins", "registry", "perl"),
    *("ruby", "openjdk", "maven", "gradle", "fedora", "centos", "drupal", "joomla", "sonarqube"),
    *("neo4j", "couchdb", "fluentd", "telegraf", "docker", "bash", "caddy", "nats", "php", "rust"),
)

PLACEHOLDER = re.compile(
    r"^<|>$|\$\{|\{\{|(?:^|[-_./])your[-_.]?(?:image|company|registry|org|repo|user|username|docker\w*|name|app)\b"
    r"|^(?:IMAGE|REPLACE|CHANGE|TODO)[-_A-Z]*(?::|$)"
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        image = str(program.container.get("image") or "")
        near = intended_image(image)
        if near or says_it_is_absent(image):
            yield finding_about(program, image, near)
        elif PLACEHOLDER.search(image):
            yield placeholder(program, image)


def finding_about(program: Program, image: str, near: str) -> Finding:
    """Return the finding about one image."""
    text = f'image "{image}" of {program.title} can hardly be pulled: '
    return Finding(
        CAUSE,
        program.maker.key,
        program.field("image"),
        text + (f"probably {near} was meant" if near else "its name says that it is not there"),
        patches.field("image", near) if near else "image: one that its registry has",
        near,
    )


def placeholder(program: Program, image: str) -> Finding:
    """Return the finding about a name that somebody should have replaced."""
    text = f'image "{image}" of {program.title} is a placeholder: nobody put the real name in its place'
    path = program.field("image")
    return Finding(CAUSE, program.maker.key, path, text, "image: the real one")


def intended_image(image: str) -> str:
    """Return the image that was probably meant; "" if none is near."""
    name = library_image(image)
    _, colon, tag = image.partition("@")[0].rpartition("/")[2].partition(":")
    right = slip_of(name) if len(name) > 3 and name not in WELL_KNOWN else ""
    if right:
        return right + colon + tag
    if tag != "latest" and is_one_off(tag, "latest"):
        return image.removesuffix(tag) + "latest"
    return ""


@cache
def by_spelling() -> Mapping[str, list[str]]:
    """Return the well-known names by each of their spellings."""
    index: dict[str, list[str]] = {}
    for name in WELL_KNOWN:
        for spelling in spellings(name):
            index.setdefault(spelling, []).append(name)
    return index


def slip_of(name: str) -> str:
    """Return the well-known name of which a name is a slip; "" if it is none."""
    found = (right for one in spellings(name) for right in by_spelling().get(one, ()))
    return next((right for right in found if is_one_off(name, right)), "")
