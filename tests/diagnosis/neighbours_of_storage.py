"""Claims, volumes and quotas that nearly fit: the neighbours of the causes' examples."""

WORKER = """apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers: [{name: worker, image: "worker:1"}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"""
ONCE = """apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: once, image: "once:1"}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"""
APART = "      affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: {}, labelSelector: {{matchLabels: {{app: web}}}}}}]}}}}\n      containers"
VOLUME = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: dat}\nspec: {capacity: {storage: 6Gi}, accessModes: [ReadWriteOnce], storageClassName: manual, hostPath: {path: /x}}"
EXCEEDED = "exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2"
OTHER_VOLUME = (
    "metadata: {name: data}\nspec: {capacity",
    "metadata: {name: other}\nspec: {capacity",
)

ROWS: dict[str, list[tuple[str, ...]]] = {
    "claim-shared": [
        (
            "replicas: 3",
            "replicas: 1",
            "",
            WORKER,
            "info suspect default/worker | Deployment default/web, Deployment default/worker mount claim data, which one node may use at a time",
        ),
        (
            "replicas: 3",
            "replicas: 1",
            "[ReadWriteOnce]",
            "[ReadWriteOncePod]",
            "",
            WORKER,
            "warning suspect default/worker | mount claim data, which one pod alone may use",
        ),
        ("replicas: 3", "replicas: 1", "", ONCE, ""),
        ("replicas: 3", "replicas: 2", "", ONCE, "2 pods of Deployment default/web mount"),
        ("      containers", APART.format("kubernetes.io/hostname"), "error decided"),
        ("      containers", APART.format("topology.kubernetes.io/zone"), "warning suspect"),
    ],
    "claim-unbindable": [
        (
            "manual, resources",
            "manual, volumeName: gone, resources",
            'spec.volumeName: there is no PersistentVolume "gone" [volumeName: data]',
        ),
        (
            "manual, hostPath",
            "manual, claimRef: {name: other, namespace: default}, hostPath",
            "it is reserved for claim default/other",
        ),
        ("hostPath: {path: /data}}", "hostPath: {path: /data}}\nstatus: {phase: Bound}", ""),
        (
            "hostPath: {path: /data}}",
            "claimRef: {name: data, namespace: default}, hostPath: {path: /data}}\nstatus: {phase: Bound}",
            "PersistentVolume data does not fit: it has 5Gi",
        ),
        ("", VOLUME, "PersistentVolume dat does not fit: it has 6Gi, the claim asks for 10Gi"),
        (*OTHER_VOLUME, "PersistentVolume other does not fit: it has 5Gi"),
        (*OTHER_VOLUME, "manual, hostPath", "manuel, hostPath", 'its class is "manuel"'),
        (*OTHER_VOLUME, "manual, hostPath", "slow, hostPath", ""),
    ],
    "pods-not-created": [
        (
            EXCEEDED,
            'error looking up service account default/web: serviceaccount "web" not found',
            "[minik create serviceaccount web -n default]",
        ),
        (
            EXCEEDED,
            'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
            "a securityContext as the level restricted asks, or: minik label ns default --overwrite pod-security.kubernetes.io/enforce=privileged",
        ),
        (
            EXCEEDED,
            "exceeded quota: compute, requested: limits.cpu=500m,pods=1, used: limits.cpu=1,pods=2, limited: limits.cpu=1200m,pods=2",
            '{"hard":{"limits.cpu":"2","pods":"4"}}',
        ),
        (EXCEEDED, "something else", "(0 of 2 made): something else []"),
        ("replicas: 0\n", "replicas: 1\n", '(1 of 2 made) | {"hard":{"pods":"3"}}'),
    ],
    "quota-too-small": [
        (
            "requests.cpu",
            "limits.cpu",
            "cpu: 500m",
            "cpu: 500m}, limits: {cpu: 700m",
            "limits.cpu: 1, and 5 pods of Deployment default/web want 3500m in all",
        ),
        ("requests.cpu", "services", ""),
        (
            'requests.cpu: "1"',
            "requests.memory: 1Gi",
            "cpu: 500m",
            "memory: 300Mi",
            "want 1500Mi in all [hard: {requests.memory: 1500Mi}",
        ),
    ],
    "name-without-service": [
        ("catalog:8080", "catalog.shop:8080", ""),
        ("catalog:8080", "catalog.default.svc.cluster.local.:8080", "error decided"),
        (
            "catalog:8080",
            "db.example.svc:8080",
            'info suspect | there is no Service "db" in namespace example',
        ),
    ],
}
