"""A small operator (kopf): a Site becomes a Deployment and a Service."""

from typing import Any

import kopf
import kubernetes


@kopf.on.startup()
def use_kubeconfig(settings: kopf.OperatorSettings, **_: Any) -> None:
    """Post no events: the example is about objects."""
    settings.posting.enabled = False


@kopf.on.create("example.dev", "v1", "sites")
def create(spec: kopf.Spec, name: str, namespace: str, **_: Any) -> dict[str, str]:
    """Make the objects of a new Site; they go when it goes."""
    labels = {"site": name}
    container = {"name": "web", "image": spec["image"], "ports": [{"containerPort": 80}]}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "replicas": spec["replicas"],
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": labels, "ports": [{"port": 80}]},
    }
    kopf.adopt([deployment, service])
    kubernetes.config.load_kube_config()
    kubernetes.client.AppsV1Api().create_namespaced_deployment(namespace, deployment)
    kubernetes.client.CoreV1Api().create_namespaced_service(namespace, service)
    return {"deployment": name}


@kopf.on.field("example.dev", "v1", "sites", field="spec.replicas")
def scale(new: int, name: str, namespace: str, **_: Any) -> None:
    """Follow the replicas, also where they change while the Site is being made."""
    kubernetes.config.load_kube_config()
    body = {"spec": {"replicas": new}}
    kubernetes.client.AppsV1Api().patch_namespaced_deployment_scale(name, namespace, body)
