"""Variables that name a Service and hold localhost, which is the pod itself."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches
from minik.diagnosis.client_texts import Text, texts
from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  selector: {matchLabels: {app: proxy}}
  template:
    metadata: {labels: {app: proxy}}
    spec: {containers: [{name: proxy, image: "proxy:1", env: [{name: FRONTEND_HOST, value: VALUE}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: frontend}
spec: {selector: {app: frontend}, ports: [{port: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: frontend, labels: {app: frontend}}
spec: {containers: [{name: frontend, image: "frontend:1", ports: [{containerPort: 8080}]}]}
"""
CAUSE = Cause(
    "localhost-for-service",
    "",
    WARNING,
    "a variable that names a Service holds localhost",
    "localhost is the pod itself: another pod is reached by the name of its Service. Only containers of one pod share it.",
    SUSPECT,
    example=EXAMPLE.replace("VALUE", "localhost"),
    sound=EXAMPLE.replace("VALUE", "frontend"),
)
LOCAL = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:localhost|127\.0\.0\.1)(?::\d+)?(?:/.*)?")
SUFFIX = re.compile(r"(?:_SERVICE)?_(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|URL|URI|ENDPOINT)$")


def findings(view: View) -> Iterator[Finding]:
    for maker in view.concerned_makers.values():
        if len(pods.containers(maker.pod)) == 1:
            for text in texts(maker.pod):
                service = intended_service(view, maker, text) if text.variable else None
                if service:
                    name = objects.name(service)
                    yield Finding(
                        CAUSE,
                        maker.key,
                        f"{maker.path}.{text.path}" if maker.path else text.path,
                        f"{text.variable} is {text.value}, which is the pod itself; there is Service {name}",
                        patches.field("value", LOCALHOST.sub(name, text.value, count=1)),
                        name,
                        about=(objects.key(service),),
                    )


LOCALHOST = re.compile(r"localhost|127\.0\.0\.1")


def intended_service(view: View, maker: Maker, text: Text) -> Object | None:
    """Return the Service that a variable is called after though it holds localhost; None for others,
    and where the Service leads to the pod itself.
    """
    stem = SUFFIX.sub("", text.variable)
    if not LOCAL.fullmatch(text.value) or stem == text.variable:
        return None
    word = stem.lower().replace("_", "-")
    for name in (word, f"{word}-service", f"{word}-svc"):
        service = view.cluster.get("Service", maker.key.namespace, name)
        selector = services.selector(service) if service else {}
        if selector and not selector.items() <= objects.labels(maker.pod).items():
            return service
    return None
