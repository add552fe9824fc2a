"""Programs behind a Service that listen on 127.0.0.1 only."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.relations import served_makers
from minik.diagnosis.view import Maker, View
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "listens-on-loopback",
    "F31",
    INFO,
    "the application seems to listen on 127.0.0.1 only",
    "Inside a pod 127.0.0.1 is the pod itself: what listens there is reached by no Service. Listen on 0.0.0.0 or [::].",
    SUSPECT,
)
BIND = re.compile(
    r"^-{1,2}[\w.-]*(?:bind|listen|host|addr|address)[\w.-]*[= ](?:https?://)?(?:127\.0\.0\.1|localhost)(?::\d+)?$"
)
BIND_FLAG = re.compile(r"^-{1,2}(?:[\w.-]*(?:bind|listen)[\w.-]*|host|addr|address)$")
LOOPBACKS = re.compile(r"^(?:127\.0\.0\.1|localhost)(?::\d+)?$")
BIND_VARIABLE = re.compile(
    r"^(?:HOST|BIND|LISTEN|(?:[A-Z]+_)?(?:BIND|LISTEN)(?:_?(?:ADDR|ADDRESS|HOST|IP))?)$"
)


def findings(view: View) -> Iterator[Finding]:
    for key, service in view.index(served_makers).items():
        if key in view.makers:
            yield from loopback(view.makers[key], service)


def loopback(maker: Maker, service: Object) -> Iterator[Finding]:
    """Yield arguments or variables that make a server listen on 127.0.0.1."""
    previous = ""
    for text in texts(maker.pod):
        flag = BIND.match(text.value) or BIND_FLAG.match(previous) and LOOPBACKS.match(text.value)
        if flag or BIND_VARIABLE.match(text.variable) and LOOPBACKS.match(text.value):
            yield Finding(
                CAUSE,
                maker.key,
                f"{maker.path}.{text.path}".removeprefix("."),
                f"{text.variable or previous if not BIND.match(text.value) else ''} {text.value}".strip()
                + f", behind Service {objects.name(service)}",
                re.sub(r"localhost|127\.0\.0\.1", "0.0.0.0", text.value),
            )
            return
        previous = text.value
