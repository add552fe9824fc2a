"""Admission handlers of a kopf operator, which installs its webhooks by itself."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from served import eventually, served

OPERATOR = """
import kopf

@kopf.on.startup()
def configure(settings, **_):
    settings.admission.server = kopf.WebhookServer(
        addr="127.0.0.1", host="127.0.0.1", certfile="{crt}", pkeyfile="{key}", cafile="{crt}"
    )
    settings.admission.managed = "auto.kopf.dev"

@kopf.on.validate("configmaps")
def judge(name, warnings, **_):
    warnings.append("seen by kopf")
    if name == "bad":
        raise kopf.AdmissionError("bad name", code=422)

@kopf.on.mutate("configmaps")
def mark(patch, **_):
    patch.metadata.labels["by"] = "kopf"
"""


def test_handlers_of_an_operator_are_asked_and_obeyed(tmp_path: Path) -> None:
    pytest.importorskip("kopf")
    kubernetes: Any = pytest.importorskip("kubernetes")
    webhook_server: Any = pytest.importorskip("webhook_server")
    crt, key = webhook_server.certificate(tmp_path, ["127.0.0.1"])
    operator_file = tmp_path / "operator_webhooks.py"
    operator_file.write_text(OPERATOR.format(crt=crt, key=key))
    with served(tmp_path / "minik") as server, open(tmp_path / "log", "wb") as log:
        words = ["-m", "kopf", "run", "-n", "default", "--standalone", str(operator_file)]
        operator = subprocess.Popen([sys.executable, *words], stderr=log)
        try:
            with kubernetes.client.ApiClient(server.configuration()) as api:
                hooks = kubernetes.client.AdmissionregistrationV1Api(api)
                eventually(lambda: hooks.list_validating_webhook_configuration().items)
                eventually(lambda: hooks.list_mutating_webhook_configuration().items)
                core = kubernetes.client.CoreV1Api(api)
                made = eventually(lambda: marked(core, kubernetes))
                assert made.metadata.labels == {"by": "kopf"}
                with pytest.raises(kubernetes.client.ApiException) as caught:
                    core.create_namespaced_config_map("default", {"metadata": {"name": "bad"}})
                assert caught.value.status == 422 and "bad name" in caught.value.body
        finally:
            operator.terminate()
            operator.wait(30)


def marked(core: Any, kubernetes: Any) -> Any:
    """Return a new ConfigMap once the operator's webhooks have seen one."""
    try:
        made = core.create_namespaced_config_map("default", {"metadata": {"generateName": "m-"}})
    except kubernetes.client.ApiException:  # its server may not listen yet
        return None
    return made if made.metadata.labels else None
