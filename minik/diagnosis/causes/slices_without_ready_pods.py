"""Services whose pods are ready, and whose EndpointSlices do not say so: recorded evidence that
nobody keeps the slices.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.handmade_endpoints import port_difference, slices_of
from minik.diagnosis.view import View, first_few, has_status
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.proxy.answering import answers

EXAMPLE = """
apiVersion: v1
kind: Node
metadata: {name: node-9, labels: {kubernetes.io/hostname: node-9}}
status: {conditions: [{type: Ready, status: "True"}], addresses: [{type: InternalIP, address: 192.168.0.11}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: default, labels: {app: web}}
spec: {nodeName: node-9, containers: [{name: main, image: "web:1", ports: [{containerPort: 8080}]}]}
status:
  phase: Running
  podIP: 10.244.1.2
  podIPs: [{ip: 10.244.1.2}]
  conditions: [{type: Ready, status: "True"}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec:
  selector: {app: web}
  clusterIP: 10.96.0.9
  clusterIPs: [10.96.0.9]
  ipFamilies: [IPv4]
  ports: [{port: 80, protocol: TCP, targetPort: 8080}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: "", port: 8080, protocol: TCP}]
endpoints: []
"""
CAUSE = Cause(
    "slices-without-ready-pods",
    "",
    ERROR,
    "its pods are ready, and its EndpointSlices do not list them",
    "kube-proxy reads EndpointSlices, never pods. Where a slice does not list a pod that is ready, its controller has not seen it: look "
    "whether kube-controller-manager runs, and what its log says of this Service.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(
        "endpoints: []",
        "endpoints: [{addresses: [10.244.1.2], conditions: {ready: true}, nodeName: node-9}]",
    ),
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        if not view.settled and not slices_of(view, service):
            continue  # files seldom hold what controllers make
        if not view.selected_pods(service) or answers(view.cluster, service):
            continue
        ready = [
            pod
            for pod in view.selected_pods(service)
            if has_status(pod)
            and not endpoint_checks.first_failed_check(view.cluster, service, pod)
        ]
        if ready:
            yield Finding(
                CAUSE, objects.key(service), "spec.selector", evidence(view, service, ready)
            )


def evidence(view: View, service: Object, ready: Sequence[Object]) -> str:
    """Return what the slices say in place of the ready pods."""
    pod_names = first_few([objects.name(pod) for pod in ready])
    slices = slices_of(view, service)
    existing = [
        (str(port.get("name") or ""), str(port.get("protocol") or "TCP"))
        for endpoint_slice in slices
        for port in endpoint_slices.ports(endpoint_slice)
    ]
    wrong = [
        port
        for port in services.ports(service)
        if (port.get("name") or "", port.get("protocol") or "TCP") not in existing
    ]
    if not slices:
        return f"{pod_names} would answer, and no EndpointSlice is there"
    if wrong and existing:
        return f"{pod_names} would answer: {port_difference(service, wrong[0], existing)[0]}"
    return f"{pod_names} would answer, and no EndpointSlice lists a ready endpoint for it"
