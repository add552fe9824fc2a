"""The slips of people who write manifests: what is written, the hint that follows, the exit status."""

from pathlib import Path

import pytest
from typing_in import Terminal

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: "
PORTS = "ports: [{port: 80}]"
TEMPLATE = "template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i%s}]}}"
DEPLOYMENT = SERVICE.replace("v1", "apps/v1").replace("Service", "Deployment")
CHOSEN = DEPLOYMENT + "{selector: {matchLabels: {app: a}}, " + TEMPLATE + "}"
INGRESS = SERVICE.replace("v1", "networking.k8s.io/v1").replace("Service", "Ingress") + (
    "{rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}"
)
# what is written, and what was probably meant
SLIPS = {
    "kind in lower case": (SERVICE.replace("Service", "service") + "{}", "kind: Service"),
    "kind in capitals": (SERVICE.replace("Service", "SERVICE") + "{}", "kind: Service"),
    "the plural": (SERVICE.replace("Service", "services") + "{}", "kind: Service"),
    "a short name": (SERVICE.replace("Service", "svc") + "{}", "kind: Service"),
    "a misspelt kind": (SERVICE.replace("Service", "Servce") + "{}", "kind: Service"),
    "a Service of apps/v1": (SERVICE.replace("v1", "apps/v1") + "{}", "apiVersion: v1"),
    "a Deployment of v1": (SERVICE.replace("Service", "Deployment") + "{}", "apiVersion: apps/v1"),
    "an Ingress of v1": (
        SERVICE.replace("Service", "Ingress") + "{}",
        "apiVersion: networking.k8s.io/v1",
    ),
    "a misspelt group": (DEPLOYMENT.replace("apps/", "app/") + "{}", "apiVersion: apps/v1"),
    "a version in capitals": (SERVICE.replace("v1", "V1") + "{}", "apiVersion: v1"),
    "an Ingress of extensions/v1beta1": (
        SERVICE.replace("v1", "extensions/v1beta1").replace("Service", "Ingress") + "{}",
        "apiVersion: networking.k8s.io/v1",
    ),
    "a Deployment of extensions/v1beta1": (
        DEPLOYMENT.replace("apps/v1", "extensions/v1beta1") + "{}",
        "apiVersion: apps/v1",
    ),
    "a CronJob of batch/v1beta1": (
        SERVICE.replace("v1", "batch/v1beta1").replace("Service", "CronJob") + "{}",
        "apiVersion: batch/v1",
    ),
    "no apiVersion": (SERVICE.replace("apiVersion: v1\n", "") + "{}", "apiVersion: v1"),
    "Kind": (SERVICE.replace("kind", "Kind") + "{}", "kind, not Kind"),
    "apiversion": (
        SERVICE.replace("apiVersion", "apiversion") + "{}",
        "apiVersion, not apiversion",
    ),
    "APIVersion": (
        SERVICE.replace("apiVersion", "APIVersion") + "{}",
        "apiVersion, not APIVersion",
    ),
    "loadbalancer": (SERVICE + f"{{type: loadbalancer, {PORTS}}}", "type: LoadBalancer"),
    "Loadbalancer": (SERVICE + f"{{type: Loadbalancer, {PORTS}}}", "type: LoadBalancer"),
    "LoadBalancr": (SERVICE + f"{{type: LoadBalancr, {PORTS}}}", "type: LoadBalancer"),
    "nodeport": (SERVICE + f"{{type: nodeport, {PORTS}}}", "type: NodePort"),
    "clientip": (SERVICE + f"{{sessionAffinity: clientip, {PORTS}}}", "sessionAffinity: ClientIP"),
    "local": (
        SERVICE + f"{{type: NodePort, externalTrafficPolicy: local, {PORTS}}}",
        "externalTrafficPolicy: Local",
    ),
    "tcp": (SERVICE + "{ports: [{port: 80, protocol: tcp}]}", "protocol: TCP"),
    "http": (
        SERVICE + "{ports: [{port: 80, protocol: http}]}",
        "protocol: TCP, on which http runs",
    ),
    "clusterIP none": (SERVICE + f"{{clusterIP: none, {PORTS}}}", "clusterIP: None"),
    "clusterIP NONE": (SERVICE + f"{{clusterIP: NONE, {PORTS}}}", "clusterIP: None"),
    "clusterIp": (SERVICE + f"{{clusterIp: None, {PORTS}}}", "spec.clusterIP"),
    "always": (CHOSEN % ", imagePullPolicy: always", "imagePullPolicy: Always"),
    "prefix": (INGRESS.replace("Prefix", "prefix"), "pathType: Prefix"),
    "no pathType": (INGRESS.replace(" pathType: Prefix,", ""), "pathType: Prefix"),
    "a port in quotes": (SERVICE + '{ports: [{port: "80"}]}', "port: 80, without quotes"),
    "a target port in quotes": (
        SERVICE + '{ports: [{port: 80, targetPort: "8080"}]}',
        "targetPort: 8080, without quotes",
    ),
    "a node port in quotes": (
        SERVICE + '{type: NodePort, ports: [{port: 80, nodePort: "30080"}]}',
        "nodePort: 30080, without quotes",
    ),
    "a container's port in quotes": (
        CHOSEN % ', ports: [{containerPort: "80"}]',
        "containerPort: 80, without quotes",
    ),
    "a probe's port in quotes": (
        CHOSEN % ', readinessProbe: {httpGet: {path: /, port: "80"}}',
        "port: 80, without quotes",
    ),
    "port, not containerPort": (CHOSEN % ", ports: [{port: 80}]", "containerPort: 80"),
    "containerPort, not port": (SERVICE + "{ports: [{containerPort: 80}]}", "port: 80"),
    "a port that is a number alone": (SERVICE + "{ports: [80]}", "ports: [{port: 80}]"),
    "one port, no list": (SERVICE + "{ports: {port: 80}}", "ports: [{port: 80}]"),
    "port, not ports": (SERVICE + "{port: 80}", "spec.ports"),
    "ports without names": (
        SERVICE + "{ports: [{port: 80}, {port: 81}]}",
        "a name for each of the ports, as in name: http",
    ),
    "an Ingress' port as a number": (INGRESS.replace("{number: 80}", "80"), "port: {number: 80}"),
    "an Ingress' port as a name": (INGRESS.replace("{number: 80}", "http"), "port: {name: http}"),
    "labels as text": (SERVICE + f"{{selector: app=web, {PORTS}}}", "selector: {app: web}"),
    "a Service's matchLabels": (
        SERVICE + f"{{selector: {{matchLabels: {{app: web}}}}, {PORTS}}}",
        "selector: {app: web}, without matchLabels",
    ),
    "a Deployment without matchLabels": (
        (CHOSEN % "").replace("{matchLabels: {app: a}}", "{app: a}"),
        "selector: {matchLabels: {app: a}}",
    ),
    "a Deployment without a selector": (
        (CHOSEN % "").replace("selector: {matchLabels: {app: a}}, ", ""),
        "selector: {matchLabels: {app: a}}",
    ),
    "variables as labels": (CHOSEN % ", env: {A: b}", "env: [{name: A, value: b}]"),
    "a variable that is a number": (
        CHOSEN % ", env: [{name: A, value: 1}]",
        'value: "1", in quotes',
    ),
    "a command in one word": (CHOSEN % ", command: sleep 1d", 'command: ["sleep", "1d"]'),
    "a label that is a number": (
        SERVICE + f"{{selector: {{v: 1.5}}, {PORTS}}}",
        'v: "1.5", in quotes',
    ),
    "an annotation that is a truth": (
        SERVICE.replace("name: web", "name: web, annotations: {x: true}") + f"{{{PORTS}}}",
        'x: "true", in quotes',
    ),
    "a name with capitals": (
        SERVICE.replace("name: web", "name: My_Web") + f"{{{PORTS}}}",
        "name: my-web",
    ),
    "a name to fill in": (
        SERVICE.replace("name: web", 'name: "${NAME}"') + f"{{{PORTS}}}",
        "a name of your own in place of ${NAME}",
    ),
    "a tab": (
        "apiVersion: v1\nkind: Service\nmetadata:\n\tname: web\n",
        "spaces where there is a tab",
    ),
    "no space after a colon": (
        "apiVersion: v1\nkind:Service\nmetadata: {name: web}\n",
        "kind: Service, with a space after the colon",
    ),
    "a template of Helm": (SERVICE + "\n  type: {{ .Values.type }}\n", "helm template FOLDER"),
    "a conditional of Helm": (
        "{{- if .Values.on }}\n" + SERVICE + f"{{{PORTS}}}\n{{{{- end }}}}\n",
        "helm template FOLDER",
    ),
    "a compose file": ("services:\n  web: {image: web}\n", "kompose convert"),
    "a compose file with a version": (
        "version: '3'\nservices:\n  web: {image: web}\n",
        "kompose convert",
    ),
}
ONLY_CUSTOM = ("a misspelt kind",)  # which may be a custom resource, so `check` does not guess


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_gets_a_hint(terminal: Terminal, tmp_path: Path, slip: str) -> None:
    text, hint = SLIPS[slip]
    (tmp_path / "in.yaml").write_text(text)
    terminal("minik init")
    applied = terminal("minik apply -f in.yaml")
    assert (applied.exit, applied.out) == (1, "") and f"did you mean: {hint}" in applied.err
    validated = terminal("minik validate in.yaml")
    assert validated.exit == 1 and hint in validated.out
    if slip not in ONLY_CUSTOM:
        checked = terminal("minik check in.yaml")
        assert checked.exit == 1 and hint.partition(",")[0] in checked.out


# what is refused, and no hint is true of
UNKNOWABLE = (
    SERVICE + "{type: 7up, ports: [{port: 80}]}",
    SERVICE + "{frobs: 1, ports: [{port: 80}]}",
    SERVICE + "{ports: [{port: 99999}]}",
    SERVICE.replace("kind: Service", "kind: Frob") + "{}",
    (CHOSEN % "").replace("{matchLabels: {app: a}}", "{matchLabels: {app: b}}"),
)


@pytest.mark.parametrize("text", UNKNOWABLE)
def test_nothing_is_said_where_nothing_is_known(
    terminal: Terminal, tmp_path: Path, text: str
) -> None:
    (tmp_path / "in.yaml").write_text(text)
    applied = terminal("minik apply -f in.yaml")
    assert applied.exit == 1 and "did you mean" not in applied.err
