"""Which controllers run in a served cluster: `*,-deployment,-scheduler`.

Upstream rule: kube-controller-manager `--controllers` (`IsControllerEnabled`), with the scheduler and the
kubelets beside its controllers.
"""

from collections.abc import Sequence

from minik import controllers
from minik.controllers import kubelet
from minik.errors import ClientError
from minik.model.controller import Controller
from minik.model.suggestions import suggest

ALL, ENDING = "*", "-controller"
SERVER = "kube-apiserver"  # what the server does itself cannot be taken out
ALIASES = {"scheduler": "kube-scheduler"}


def parse(text: str) -> Sequence[Controller] | None:
    """Return the controllers that run, None for all. Raises ClientError for a name that none has.

    `*` is all, `name` turns one on, `-name` off; without `*` only those that are named run.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or words == [ALL]:
        return None
    everything = controllers.load_all()
    names = {controller.name for controller in everything} - {SERVER}
    on, off = set[str](), set[str]()
    for word in words:
        if word != ALL:
            (off if word.startswith("-") else on).add(find(word.removeprefix("-"), names))
    return [
        controller
        for controller in everything
        if controller.name == SERVER
        or controller.name not in off
        and (ALL in words or controller.name in on)
    ]


def with_slow_kubelets(
    order: Sequence[Controller] | None, seconds: int
) -> Sequence[Controller] | None:
    """Return controllers, of which the kubelets need so many seconds to start a pod."""
    if not seconds:
        return order
    everything = controllers.load_all() if order is None else order
    return [
        kubelet.slow(seconds) if controller is kubelet.CONTROLLER else controller
        for controller in everything
    ]


def find(word: str, names: set[str]) -> str:
    """Return the name of a controller that a word means: with its ending or without."""
    for name in (word, f"{word}{ENDING}", ALIASES.get(word, "")):
        if name in names:
            return name
    short = sorted(name.removesuffix(ENDING) for name in names)
    raise ClientError(
        f'"{word}" is not in the list of known controllers',
        hint=suggest(word, short) or f"known are {', '.join(short)}",
    )
