"""What fields mean, a sentence each, and the words that some of them take."""
import re

VALUES = {
    "Protocol": ("SCTP", "TCP", "UDP"), "ServiceType": ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    "ServiceAffinity": ("ClientIP", "None"), "ServiceExternalTrafficPolicy": ("Cluster", "Local"),
    "ServiceInternalTrafficPolicy": ("Cluster", "Local"),
    "IPFamilyPolicy": ("PreferDualStack", "RequireDualStack", "SingleStack"), "PullPolicy": ("Always", "IfNotPresent", "Never"),
    "RestartPolicy": ("Always", "Never", "OnFailure"), "DNSPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "DeploymentStrategyType": ("Recreate", "RollingUpdate"), "AddressType": ("FQDN", "IPv4", "IPv6"),
    "PodManagementPolicyType": ("OrderedReady", "Parallel"), "TaintEffect": ("NoExecute", "NoSchedule", "PreferNoSchedule"),
    "URIScheme": ("HTTP", "HTTPS"), "TerminationMessagePolicy": ("FallbackToLogsOnError", "File"),
    "ConcurrencyPolicy": ("Allow", "Forbid", "Replace"), "CompletionMode": ("Indexed", "NonIndexed"),
}
KINDS = {
    "Service": "A name and a stable address for a changing set of pods.",
    "Pod": "One or more containers that share an address and are placed on a node together.",
    "Endpoints": "The addresses behind a Service, in one object.",
    "EndpointSlice": "Some of the addresses behind a Service, of one address family.",
    "Deployment": "Keeps a number of pods of one template running, and rolls out changes to the template.",
    "ReplicaSet": "Keeps a number of pods of one template running.",
    "StatefulSet": "Keeps numbered pods running, each with a name and storage of its own.",
    "DaemonSet": "Keeps one pod of a template on every node that suits it.",
    "Job": "Runs pods until enough of them have succeeded.",
    "CronJob": "Makes a Job whenever its schedule says so.",
    "ServicePort": "One port at which a Service listens.",
}
FIELDS = {
    "apiVersion": "The group and version in which the object is written.", "kind": "What sort of object it is.",
    "metadata": "Name, namespace, labels and the rest that every object has.", "spec": "What is wanted.", "status": "What is so.",
    "ServiceSpec.allocateLoadBalancerNodePorts": "Whether a load balancer's ports also get node ports; true if unset.",
    "ServiceSpec.clusterIP": "The address inside the cluster: chosen from the service range if unset, None for a headless Service.",
    "ServiceSpec.clusterIPs": "The addresses inside the cluster, at most one of each family; the first one equals clusterIP.",
    "ServiceSpec.externalIPs": "More addresses that lead to the Service when the network brings them to a node.",
    "ServiceSpec.externalName": "The DNS name that an ExternalName Service stands for.",
    "ServiceSpec.externalTrafficPolicy": "Whether traffic from outside may go on to pods of other nodes (Cluster) or not (Local).",
    "ServiceSpec.healthCheckNodePort": "The node port at which load balancers ask for nodes with pods; for externalTrafficPolicy Local.",
    "ServiceSpec.internalTrafficPolicy": "Whether traffic from inside may go to pods of other nodes (Cluster) or not (Local).",
    "ServiceSpec.ipFamilies": "The address families, in order; the first is that of clusterIP and cannot change.",
    "ServiceSpec.ipFamilyPolicy": "Whether the Service has one family, both where the cluster has both, or both in any case.",
    "ServiceSpec.loadBalancerClass": "Which load balancer controller serves this Service; for type LoadBalancer only.",
    "ServiceSpec.loadBalancerIP": "The address asked of the load balancer.",
    "ServiceSpec.loadBalancerSourceRanges": "The client ranges that the load balancer lets through.",
    "ServiceSpec.ports": "The ports at which the Service listens; with more than one, each needs a name.",
    "ServiceSpec.publishNotReadyAddresses": "Whether pods that are not ready count as if they were.",
    "ServiceSpec.selector": "The labels of the pods behind the Service; without it, endpoints are made by hand.",
    "ServiceSpec.sessionAffinity": "Whether a client always meets the same pod; None if unset.",
    "ServiceSpec.sessionAffinityConfig": "How long an affinity lasts.",
    "ServiceSpec.trafficDistribution": "Which pods are preferred, such as those nearby.",
    "ServiceSpec.type": "How far the Service reaches: inside the cluster, to node ports, to a load balancer, or to another name.",
    "ServicePort.appProtocol": "What is spoken on this port, as a hint to others.",
    "ServicePort.name": "The name of the port, which DNS SRV records and endpoints use.",
    "ServicePort.nodePort": "The port on every node, from the node port range; chosen if unset and the type needs one.",
    "ServicePort.port": "The port at the Service's own address.",
    "ServicePort.protocol": "TCP if unset.",
    "ServicePort.targetPort": "The port of the pods, by number or by the name of a container port; the same as port if unset.",
    "PodSpec.containers": "The containers of the pod: at least one, with names of their own.",
    "PodSpec.nodeName": "The node on which the pod is; set by the scheduler.",
    "PodSpec.nodeSelector": "The labels that a node must have to take the pod.",
    "PodSpec.restartPolicy": "When a container that ended is started again; Always if unset.",
    "PodSpec.enableServiceLinks": "Whether Services appear as environment variables; true if unset.",
    "Container.image": "The image that the container runs.", "Container.name": "The name of the container, unique in its pod.",
    "Container.ports": "The ports that the container opens; names here are what targetPort can refer to.",
    "Container.readinessProbe": "How to find out whether the pod may receive traffic.",
    "ContainerPort.containerPort": "The number of the port.", "ContainerPort.name": "A name for targetPort, unique in the pod.",
    "Endpoints.subsets": "Sets of addresses that open the same ports.",
    "EndpointSlice.endpoints": "The addresses, each with its conditions.",
    "EndpointSlice.addressType": "The family of all addresses of the slice; it cannot change.",
    "EndpointSlice.ports": "The ports that every address of the slice opens.",
    "EndpointConditions.ready": "Whether the endpoint receives new traffic.",
    "EndpointConditions.serving": "Whether the endpoint could answer, be it about to go or not.",
    "EndpointConditions.terminating": "Whether the endpoint is about to go.",
    "DeploymentSpec.replicas": "How many pods there shall be; 1 if unset.",
    "DeploymentSpec.selector": "Which pods belong to it; it must fit the template's labels and cannot change.",
    "DeploymentSpec.template": "What each pod looks like.", "DeploymentSpec.strategy": "How new pods replace old ones.",
}


def meaning(owner: str, field: str) -> str:
    """A sentence on a field of a type: its own, or what its name says."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", field)
    words = " ".join(word if word.isupper() or word[:-1].isupper() else word.lower() for word in plain.split())
    return FIELDS.get(f"{owner}.{field}") or FIELDS.get(field) or f"The {words} of this {owner}."


def kind(name: str) -> str:
    """A sentence on a kind, or on a type of fields."""
    return KINDS.get(name) or f"The fields of {name}."
