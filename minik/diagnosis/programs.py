"""What containers run, as far as their pods say: image, words, the shell line among them; and what is
known of well-known images.
"""

from collections.abc import Mapping, Sequence

from minik.diagnosis.shell_lines import SHELLS
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object

GROUPS = (("initContainers", "init container"), ("containers", "container"))
STATUSES = {"initContainers": "initContainerStatuses", "containers": "containerStatuses"}
# Registries and folders that hold the images of Docker Hub's own library under the same name.
LIBRARIES = (
    *("", "library", "docker.io", "docker.io/library", "index.docker.io/library"),
    *("registry.k8s.io", "k8s.gcr.io", "gcr.io/google_containers", "mirror.gcr.io/library"),
    *("public.ecr.aws/docker/library", "registry.k8s.io/e2e-test-images"),
)


class Program(NamedTuple):
    """One container of a workload's pods; `path` leads to it within the pod.

    `image` is the name of an image of the common library, without registry and tag, else "";
    `words` are command and arguments, `line` is the shell line among them, "" if there is none.
    """

    maker: Maker
    role: str
    container: Object
    path: str
    image: str
    words: Sequence[str]
    line: str

    @property
    def title(self) -> str:
        """Return role and name: `init container migrate`."""
        return f"{self.role} {self.container.get('name')}"

    @property
    def command(self) -> Sequence[str]:
        return [str(word) for word in self.container.get("command") or ()]

    @property
    def settings(self) -> Mapping[str, str]:
        """Return the variables whose value stands in the pod."""
        entries = self.container.get("env") or ()
        return {str(entry.get("name")): str(entry.get("value") or "") for entry in entries}

    def field(self, name: str) -> str:
        """Return the path of a field of the container within the object that makes the pod."""
        path = f"{self.path}.{name}" if name else self.path
        return f"{self.maker.path}.{path}" if self.maker.path else path

    @property
    def words_field(self) -> str:
        """Return the path of the words."""
        return self.field("command" if self.command else "args" if self.words else "image")


def shell_line(words: Sequence[str]) -> str:
    """Return the line that a shell among the words is given by -c; "" if there is none."""
    for place, word in enumerate(words[:-1]):
        if word.rpartition("/")[2] in SHELLS:
            for offset, flag in enumerate(words[place + 1 : -1], place + 1):
                if flag.startswith("-") and "c" in flag and not flag.startswith("--"):
                    return next((word for word in words[offset + 1 :] if word[:1] not in "-+"), "")
    return ""


def library_image(image: str) -> str:
    """Return the name of an image of the common library: `nginx` of `docker.io/nginx:1.29`; else ""."""
    path = image.partition("@")[0]
    folder, _, last = path.rpartition("/")
    return last.partition(":")[0] if folder in LIBRARIES else ""


def program(maker: Maker, role: str, container: Object, path: str) -> Program:
    """Return a container as a program."""
    image = library_image(str(container.get("image") or ""))
    words = container.get("command") or (), container.get("args") or ()
    if not words[0] and not words[1]:
        return Program(maker, role, container, path, image, (), "")
    told = [str(word) for words_of in words for word in words_of]
    return Program(maker, role, container, path, image, told, shell_line(told))


def programs(view: View) -> list[Program]:
    """Return the containers of all makers, but those that a kubelet has seen running well."""
    return [
        program(maker, role, container, f"spec.{group}[{index}]")
        for maker in view.concerned_makers.values()
        for spec in (objects.spec(maker.pod),)
        for group, role in GROUPS
        for index, container in enumerate(spec.get(group) or ())
        if not (maker.pod.get("status") and has_run(maker.pod, group, container))
    ]


def spoken(view: View) -> list[Program]:
    """Return the programs that have words of their own."""
    return [one for one in view.index(programs) if one.words]


def has_run(pod: Object, group: str, container: Object) -> bool:
    """Return whether a runtime runs a container, or ran an init container to its end."""
    return any(
        status.get("name") == container.get("name")
        and bool(status.get("containerID"))
        and bool(status.get("ready"))
        for status in objects.status(pod).get(STATUSES[group]) or ()
    )


def running(view: View) -> list[Program]:
    """Return the programs that should run for ever: containers of pods that are always restarted."""
    return [one for one in view.index(programs) if runs_for_ever(one)]


def runs_for_ever(one: Program) -> bool:
    """Return whether a program is started again whenever it ends."""
    if objects.spec(one.maker.pod).get("restartPolicy") not in (None, "Always"):
        return False
    return one.role == "container" or pods.is_sidecar(one.container)
