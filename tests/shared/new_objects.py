"""A small object of every resource that the API server lets clients create, by its collection."""

from base64 import b64encode
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

LABELS = {"app": "a"}
POD = {"containers": [{"name": "c", "image": "registry.example/a:1"}]}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": POD}
ONCE = {"metadata": {"labels": LABELS}, "spec": {**POD, "restartPolicy": "Never"}}
WORKLOAD = {"replicas": 1, "selector": {"matchLabels": LABELS}, "template": TEMPLATE}
ROLE = {"apiGroup": "rbac.authorization.k8s.io", "name": "view"}
RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
POLICY_RULES = {
    "resourceRules": [
        {
            "apiGroups": ["example.dev"],
            "apiVersions": ["v1"],
            "operations": ["CREATE"],
            "resources": ["shirts"],
        }
    ]
}
WEBHOOK = {
    "name": "a.example.dev",
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
    "clientConfig": {"url": "https://127.0.0.1:1/"},
    "rules": POLICY_RULES["resourceRules"],
}
SHIRTS = {
    "group": "example.org",
    "scope": "Namespaced",
    "names": {"plural": "hats", "singular": "hat", "kind": "Hat"},
    "versions": [
        {
            "name": "v1",
            "served": True,
            "storage": True,
            "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": {"type": "object"}},
        }
    ],
}
CLAIM = {"devices": {"requests": [{"name": "r", "exactly": {"deviceClassName": "a"}}]}}
CORE, NAMED = "/api/v1", "/api/v1/namespaces/default"


def _in(group: str, resource: str) -> str:
    return f"/apis/{group}/namespaces/default/{resource}"


def certificate_request() -> str:
    """Return the request of a certificate for a user, as the API takes it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jane")])
    key = ec.derive_private_key(7, ec.SECP256R1())
    made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, SHA256())
    return b64encode(made.public_bytes(Encoding.PEM)).decode()


NEW: dict[str, dict[str, Any]] = {
    f"{NAMED}/configmaps": {"data": {"a": "b"}},
    f"{NAMED}/endpoints": {
        "subsets": [{"addresses": [{"ip": "10.0.0.9"}], "ports": [{"port": 1}]}]
    },
    f"{NAMED}/events": {
        "involvedObject": {"kind": "Pod", "name": "a", "namespace": "default"},
        "reason": "Test",
    },
    f"{NAMED}/limitranges": {"spec": {"limits": [{"type": "Pod", "max": {"cpu": "9"}}]}},
    f"{CORE}/namespaces": {},
    f"{CORE}/nodes": {},
    f"{NAMED}/persistentvolumeclaims": {
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
            "storageClassName": "none",
        }
    },
    f"{CORE}/persistentvolumes": {
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Gi"},
            "hostPath": {"path": "/tmp/a"},
        }
    },
    f"{NAMED}/pods": {"spec": {**POD, "terminationGracePeriodSeconds": 0}},
    f"{NAMED}/podtemplates": {"template": TEMPLATE},
    f"{NAMED}/replicationcontrollers": {
        "spec": {"replicas": 1, "selector": LABELS, "template": TEMPLATE}
    },
    f"{NAMED}/resourcequotas": {"spec": {"hard": {"pods": "99"}}},
    f"{NAMED}/secrets": {"stringData": {"a": "b"}},
    f"{NAMED}/serviceaccounts": {},
    f"{NAMED}/services": {"spec": {"selector": LABELS, "ports": [{"port": 80}]}},
    "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies": {
        "spec": {
            "failurePolicy": "Fail",
            "reinvocationPolicy": "Never",
            "matchConstraints": POLICY_RULES,
            "mutations": [
                {
                    "patchType": "ApplyConfiguration",
                    "applyConfiguration": {"expression": "Object{metadata: Object.metadata{}}"},
                }
            ],
        }
    },
    "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings": {
        "spec": {"policyName": "a"}
    },
    "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": {"webhooks": [WEBHOOK]},
    "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies": {
        "spec": {"matchConstraints": POLICY_RULES, "validations": [{"expression": "true"}]}
    },
    "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings": {
        "spec": {"policyName": "a", "validationActions": ["Deny"]}
    },
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": {
        "webhooks": [WEBHOOK]
    },
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": {"spec": SHIRTS},
    "/apis/apiregistration.k8s.io/v1/apiservices": {
        "spec": {
            "group": "wardle.example.dev",
            "version": "v1",
            "groupPriorityMinimum": 2000,
            "versionPriority": 200,
            "insecureSkipTLSVerify": True,
            "service": {"namespace": "default", "name": "nobody"},
        }
    },
    _in("apps/v1", "controllerrevisions"): {"data": {"a": 1}, "revision": 1},
    _in("apps/v1", "daemonsets"): {
        "spec": {"selector": {"matchLabels": LABELS}, "template": TEMPLATE}
    },
    _in("apps/v1", "deployments"): {"spec": WORKLOAD},
    _in("apps/v1", "replicasets"): {"spec": WORKLOAD},
    _in("apps/v1", "statefulsets"): {"spec": {**WORKLOAD, "serviceName": "a"}},
    _in("autoscaling/v2", "horizontalpodautoscalers"): {
        "spec": {
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "nobody"},
        }
    },
    _in("batch/v1", "cronjobs"): {
        "spec": {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": ONCE}}}
    },
    _in("batch/v1", "jobs"): {"spec": {"template": ONCE}},
    "/apis/certificates.k8s.io/v1/certificatesigningrequests": {
        "spec": {
            "request": certificate_request(),
            "signerName": "example.dev/signer",
            "usages": ["client auth"],
        }
    },
    _in("coordination.k8s.io/v1", "leases"): {"spec": {"holderIdentity": "me"}},
    _in("discovery.k8s.io/v1", "endpointslices"): {
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["10.0.0.9"]}],
        "ports": [{"port": 80}],
    },
    _in("events.k8s.io/v1", "events"): {
        "action": "Do",
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "reason": "Test",
        "regarding": {"kind": "Pod", "name": "a", "namespace": "default"},
        "reportingController": "example.dev/test",
        "reportingInstance": "test-1",
        "type": "Normal",
    },
    "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas": {
        "spec": {
            "matchingPrecedence": 9999,
            "priorityLevelConfiguration": {"name": "global-default"},
        }
    },
    "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations": {
        "spec": {
            "type": "Limited",
            "limited": {"nominalConcurrencyShares": 2, "limitResponse": {"type": "Reject"}},
        }
    },
    "/apis/networking.k8s.io/v1/ingressclasses": {"spec": {"controller": "example.dev/a"}},
    _in("networking.k8s.io/v1", "ingresses"): {
        "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}}
    },
    "/apis/networking.k8s.io/v1/ipaddresses": {
        "spec": {"parentRef": {"resource": "services", "namespace": "default", "name": "a"}}
    },
    _in("networking.k8s.io/v1", "networkpolicies"): {"spec": {"podSelector": {}}},
    "/apis/networking.k8s.io/v1/servicecidrs": {"spec": {"cidrs": ["10.97.0.0/24"]}},
    "/apis/node.k8s.io/v1/runtimeclasses": {"handler": "runc"},
    _in("policy/v1", "poddisruptionbudgets"): {
        "spec": {"minAvailable": 1, "selector": {"matchLabels": LABELS}}
    },
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings": {
        "roleRef": {**ROLE, "kind": "ClusterRole"}
    },
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": {"rules": RULES},
    _in("rbac.authorization.k8s.io/v1", "rolebindings"): {
        "roleRef": {**ROLE, "kind": "ClusterRole"}
    },
    _in("rbac.authorization.k8s.io/v1", "roles"): {"rules": RULES},
    "/apis/resource.k8s.io/v1/deviceclasses": {
        "spec": {"selectors": [{"cel": {"expression": "true"}}]}
    },
    _in("resource.k8s.io/v1", "resourceclaims"): {"spec": CLAIM},
    _in("resource.k8s.io/v1", "resourceclaimtemplates"): {"spec": {"spec": CLAIM}},
    "/apis/resource.k8s.io/v1/devicetaintrules": {
        "spec": {
            "deviceSelector": {"driver": "gpu.example.dev"},
            "taint": {"key": "example.dev/broken", "effect": "NoSchedule"},
        }
    },
    "/apis/resource.k8s.io/v1/resourceslices": {
        "spec": {
            "driver": "gpu.example.dev",
            "nodeName": "node-1",
            "pool": {"name": "p", "generation": 1, "resourceSliceCount": 1},
            "devices": [{"name": "d"}],
        }
    },
    "/apis/scheduling.k8s.io/v1/priorityclasses": {"value": 7},
    "/apis/storage.k8s.io/v1/csidrivers": {"spec": {"attachRequired": False}},
    "/apis/storage.k8s.io/v1/csinodes": {"spec": {"drivers": []}},
    _in("storage.k8s.io/v1", "csistoragecapacities"): {"storageClassName": "a", "capacity": "1Gi"},
    "/apis/storage.k8s.io/v1/storageclasses": {"provisioner": "example.dev/a"},
    "/apis/storage.k8s.io/v1/volumeattachments": {
        "spec": {
            "attacher": "example.dev",
            "nodeName": "node-1",
            "source": {"persistentVolumeName": "a"},
        }
    },
    "/apis/storagemigration.k8s.io/v1/storageversionmigrations": {
        "spec": {"resource": {"group": "apps", "resource": "deployments"}}
    },
    "/apis/storage.k8s.io/v1/volumeattributesclasses": {
        "driverName": "example.dev",
        "parameters": {"a": "b"},
    },
}
NAMES = {
    "customresourcedefinitions": "hats.example.org",
    "apiservices": "v1.wardle.example.dev",
    "ipaddresses": "10.96.200.200",
}
