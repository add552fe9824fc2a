"""What a cluster has recorded: the neighbours of the causes' examples."""

from neighbour_documents import BOUND, DOWN, EVENT

ROWS: dict[str, list[tuple[str, ...]]] = {
    "autoscaler-inactive": [
        ('status: "False"', 'status: "True"', ""),
        ("type: ScalingActive", "type: ScalingLimited", ""),
        (
            "type: ScalingActive",
            "type: AbleToScale",
            "AbleToScale is False: FailedGetResourceMetric: missing request for cpu",
        ),
        ("FailedGetResourceMetric", "ScalingDisabled", ""),
    ],
    "claim-pending": [
        ("phase: Pending", "phase: Bound", ""),
        ("phase: Pending", "phase: Lost", "Lost: its volume  is no longer there"),
        ("uid: u1}", "uid: u1, deletionTimestamp: '2026-11-23T07:00:00Z', finalizers: [a/b]}", ""),
        ("type: Warning", "type: Normal", ""),
        (
            "",
            "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast-sdd}\nprovisioner: x/y",
            "[storageClassName: fast-sdd",
        ),
        (
            "",
            "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast-ssd}\nprovisioner: x/y",
            "ProvisioningFailed | []",
        ),
        (
            "storageClassName: fast-ssd, ",
            "",
            "[storageClassName: NAME, or a default StorageClass] | spec:",
        ),
        (
            "type: Warning",
            "type: Normal",
            "",
            "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: other}\nprovisioner: x/y",
            'there is no StorageClass "fast-ssd" [storageClassName: other',
        ),
        (
            "type: Warning",
            "type: Normal",
            "storageClassName: fast-ssd, ",
            "",
            "no volume fits, and it names no StorageClass that would make one",
        ),
    ],
    "container-config-wrong": [
        ("CreateContainerConfigError", "ContainerCreating", ""),
        ("CreateContainerConfigError", "RunContainerError", "RunContainerError"),
        ("CreateContainerConfigError", "PostStartHookError", "PostStartHookError"),
        ("CreateContainerConfigError", "CreateContainerError", "CreateContainerError"),
        ('configmap "settings" not found', 'secret "keys" not found', "create secret generic keys"),
        (
            'configmap "settings" not found',
            "could not find key PORT in ConfigMap default/settings",
            "[]",
        ),
        (
            "'configmap \"settings\" not found'",
            '"couldn\'t find key PORT in ConfigMap default/settings"',
            """[minik patch cm settings -n default -p '{"data":{"PORT":"VALUE"}}']""",
        ),
        (
            "'configmap \"settings\" not found'",
            '"couldn\'t find key PORT in Secret default/keys"',
            "stringData",
        ),
        (
            ", message: 'configmap \"settings\" not found'",
            "",
            "container web: CreateContainerConfigError [] | containerStatuses[0].state.waiting",
        ),
        (
            "waiting: {reason: CreateContainerConfigError, message: 'configmap \"settings\" not found'}",
            "terminated: {exitCode: 128, reason: StartError, message: no such file}",
            "StartError: no such file | .state.terminated",
        ),
    ],
    "container-crashes": [
        (
            "waiting: {reason: CrashLoopBackOff}",
            "running: {}",
            "restarted 6 times, the last time with | containerStatuses[0].state:",
        ),
        (
            "waiting: {reason: CrashLoopBackOff}",
            "running: {}",
            "restartCount: 6",
            "restartCount: 2",
            "",
        ),
        (
            "waiting: {reason: CrashLoopBackOff}",
            "running: {}",
            "restartCount: 6",
            "restartCount: 3",
            "restarted 3 times",
        ),
        ("waiting: {reason: CrashLoopBackOff}", "running: {}", "ready: false", "ready: true", ""),
        (
            "waiting: {reason: CrashLoopBackOff}",
            "running: {}",
            "exitCode: 2, reason: Error",
            "exitCode: 0, reason: Completed",
            "",
        ),
        (
            "exitCode: 2, reason: Error",
            "exitCode: 0, reason: Completed",
            "so it had nothing more to do",
        ),
        ("restartCount: 6", "restartCount: 1", "CrashLoopBackOff, it ended, the last time with"),
        ("exitCode: 2, reason: Error", "exitCode: 137, reason: OOMKilled", ""),
        ("exitCode: 2, reason: Error", "exitCode: 128, reason: StartError", ""),
        ('type: Ready, status: "False"', 'type: Ready, status: "True"', "warning"),
        ("phase: Running", "phase: Failed\n  reason: Evicted", ""),
        (
            ", lastState: {terminated: {exitCode: 2, reason: Error}}",
            "",
            "container web: CrashLoopBackOff, restarted 6 times [",
        ),
        (
            "waiting: {reason: CrashLoopBackOff}",
            "terminated: {exitCode: 3, reason: Error}",
            "restarted 6 times, the last time with",
        ),
    ],
    "container-out-of-memory": [
        ("reason: OOMKilled", "reason: Error", ""),
        (
            "memory: 64Mi",
            "memory: 1Gi",
            "its memory limit of 1Gi (exit code 137, restarted 6 times) | --limits=memory=2Gi",
        ),
        (
            ", resources: {limits: {memory: 64Mi}}",
            "",
            "the memory of its node (it has no limit) | memory=256Mi",
        ),
        ("restartCount: 6", "restartCount: 1", "64Mi (exit code 137) | memory=128Mi"),
        ('status: "False"', 'status: "True"', "warning"),
    ],
    "disruption-budget-broken": [
        ("SyncFailed", "InsufficientPods", ""),
        ("found no controllers", "found no scale", "SyncFailed: found no scale for pod web"),
    ],
    "finalizer-holds": [
        ("finalizers: [example.com/backup], ", "", ""),
        (', deletionTimestamp: "2020-01-01T00:00:00Z"', "", ""),
        (
            "example.com/backup",
            "kubernetes.io/pvc-protection",
            "warning decided | a pod still uses it []",
        ),
        ("example.com/backup", "foregroundDeletion", "objects that it owns are still there"),
        ("example.com/backup", "orphan", "has not released what it owns"),
        ("example.com/backup", "kubernetes.io/pv-protection", "a claim is still bound to it"),
        (
            "example.com/backup",
            "service.kubernetes.io/load-balancer-cleanup",
            "its load balancer has not been removed",
        ),
        (
            "example.com/backup",
            "batch.kubernetes.io/job-tracking",
            "its Job has not counted it yet",
        ),
        (
            "[example.com/backup]",
            "[orphan, example.com/backup]",
            "error decided | its finalizer orphan, example.com/backup holds it: the garbage",
        ),
        ("2020-01-01", "2027-01-01", "deleted already, but"),
    ],
    "image-pull-failed": [
        ("ImagePullBackOff", "ContainerCreating", ""),
        *(
            ("ImagePullBackOff", reason, f"container web: {reason}: image shop/web:1.4.22")
            for reason in (
                "ErrImagePull",
                "InvalidImageName",
                "ImageInspectError",
                "RegistryUnavailable",
                "SignatureValidationFailed",
                "ErrImageInspect",
            )
        ),
        (
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "[imagePullPolicy: IfNotPresent for container web of",
        ),
        (
            "message: 'Back-off pulling image \"shop/web:1.4.22\"'",
            "message: 'Back-off: ErrImagePull: access denied'",
            "image shop/web:1.4.22: access denied | minik create secret docker-registry NAME",
        ),
        (
            "message: 'Back-off pulling image \"shop/web:1.4.22\"'",
            "message: '401 unauthorized'",
            "create secret docker-registry",
        ),
        (
            "message: 'Back-off pulling image \"shop/web:1.4.22\"'",
            "message: 'no basic auth credentials'",
            "create secret docker-registry",
        ),
        (", message: 'Back-off pulling image \"shop/web:1.4.22\"'", "", "image shop/web:1.4.22 ["),
        (
            ", message: 'Back-off pulling image \"shop/web:1.4.22\"'",
            "",
            "",
            EVENT.format("Failed", "not found in registry"),
            "1.4.22: not found in registry",
        ),
    ],
    "init-container-waits": [
        ("2020-01-01T00:00:00Z", "2026-11-23T07:59:30Z", ""),
        (
            "2020-01-01T00:00:00Z",
            "2026-11-23T07:59:29Z",
            "init container wait has been running for 31s and has not ended: sleep infinity | initContainerStatuses[0].state.running",
        ),
        (", command: [sleep, infinity]", "", "and has not ended ["),
        ("command: [sleep, infinity]", "args: [wait, forever]", "has not ended: wait forever"),
        ('running: {startedAt: "2020-01-01T00:00:00Z"}', "terminated: {exitCode: 0}", ""),
    ],
    "job-failed": [
        ('type: Failed, status: "True"', 'type: Failed, status: "False"', ""),
        ("type: Failed", "type: Suspended", ""),
        (
            "failed: 3, ",
            "",
            "BackoffLimitExceeded: Job has reached the specified backoff limit [minik delete",
        ),
        (
            "BackoffLimitExceeded",
            "DeadlineExceeded",
            "3 of its pods failed [a higher activeDeadlineSeconds, and apply it again]",
        ),
        (
            "BackoffLimitExceeded",
            "FailedIndexes",
            "FailedIndexes: | and apply it again when its program is mended",
        ),
        (
            "BackoffLimitExceeded",
            "MaxFailedIndexesExceeded",
            "and apply it again when its program is mended",
        ),
        ("BackoffLimitExceeded", "PodFailurePolicy", "3 of its pods failed []"),
    ],
    "liveness-probe-kills": [
        ("restartCount: 6", "restartCount: 0", ""),
        ("reason: Error", "reason: OOMKilled", ""),
        ("Liveness probe", "Readiness probe", ""),
        ("Liveness probe", "Startup probe", "livenessProbe", "startupProbe", "startupProbe"),
        ("containers{web}", "containers{log}", ""),
        ("reason: Unhealthy", "reason: BackOff", ""),
        (', fieldPath: "spec.containers{web}"', "", "error"),
    ],
    "namespace-stuck": [
        (', deletionTimestamp: "2020-01-01T00:00:00Z"', "", ""),
        ('status: "True"', 'status: "False"', ""),
        (
            ', message: "Some content in the namespace has finalizers remaining: example.com/x in 1 resource instances"',
            "",
            ": SomeFinalizersRemain [",
        ),
    ],
    "node-down": [
        ('status: "False"', 'status: "True"', ""),
        (
            'status: "False"',
            "status: Unknown",
            "Ready is Unknown: KubeletNotReady: container runtime network not ready",
        ),
        ("type: Ready", "type: DiskPressure", ""),
        (
            "",
            BOUND,
            "; 1 pod there: default/web [minik drain node-1 --ignore-daemonsets --delete-emptydir-data --force, so that its pods come up elsewhere]",
        ),
        ("", BOUND.replace("phase: Running", "phase: Succeeded"), "cni plugin not initialized []"),
    ],
    "node-under-pressure": [
        ('type: DiskPressure, status: "True"', 'type: DiskPressure, status: "False"', ""),
        *(
            (
                "DiskPressure, status",
                f"{kind}, status",
                f"{kind}: KubeletHasDiskPressure: kubelet has disk pressure [minik cordon node-1, and free what it lacks]",
            )
            for kind in ("MemoryPressure", "PIDPressure", "NetworkUnavailable")
        ),
        ("DiskPressure, status", "Sleepy, status", ""),
    ],
    "pod-evicted": [
        ("phase: Failed, reason: Evicted, message", "phase: Failed, message", ""),
        (
            "reason: Evicted",
            "reason: Preempting",
            "Preempting on node node-1: The node was low | [a PriorityClass with a higher value, or more nodes]",
        ),
        (
            "reason: Evicted",
            "reason: NodeAffinity",
            "[labels of the node as the pod's nodeSelector and affinity ask]",
        ),
        (
            "reason: Evicted",
            "reason: DeadlineExceeded",
            "[a higher activeDeadlineSeconds, or none]",
        ),
        ("reason: Evicted", "reason: NodeLost", "NodeLost on node node-1"),
        (
            ', message: "The node was low on resource: memory."',
            "",
            "Evicted on node node-1 [requests (and limits)",
        ),
        ("nodeName: node-1, ", "", "Evicted: The node was low"),
        (
            'reason: Evicted, message: "The node was low on resource: memory."',
            "conditions: [{type: DisruptionTarget, status: 'True', reason: PreemptionByScheduler, message: preempted}]",
            "PreemptionByScheduler on node node-1: preempted",
        ),
        (
            'reason: Evicted, message: "The node was low on resource: memory."',
            "conditions: [{type: DisruptionTarget, status: 'False', reason: PreemptionByScheduler, message: preempted}]",
            "",
        ),
        (
            'phase: Failed, reason: Evicted, message: "The node was low on resource: memory."',
            "phase: Running, conditions: [{type: DisruptionTarget, status: 'True', reason: PreemptionByScheduler, message: preempted}]",
            "",
        ),
    ],
    "pod-not-started": [
        ("nodeName: node-1, ", "", ""),
        (
            'creationTimestamp: "2020-01-01T00:00:00Z"',
            'creationTimestamp: "2020-01-01T00:00:00Z", deletionTimestamp: "2026-11-23T07:59:59Z"',
            "",
        ),
        (
            'lastTransitionTime: "2020-01-01T00:00:00Z"',
            'lastTransitionTime: "2026-11-23T07:59:31Z"',
            "warning",
        ),
        (
            'lastTransitionTime: "2020-01-01T00:00:00Z"',
            'lastTransitionTime: "2026-11-23T07:59:30Z"',
            "error | it was given to node node-1 30s ago, and the kubelet there has not said anything more",
        ),
        (
            "phase: Pending, conditions",
            "phase: Pending, containerStatuses: [{name: web, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}], conditions",
            "is ContainerCreating: it was given",
        ),
        ("phase: Pending", "phase: Running", ""),
    ],
    "pod-scheduling-gated": [
        ("schedulingGates: [{name: example.com/quota}], ", "", ""),
        (
            "[{name: example.com/quota}]",
            "[{name: example.com/quota}, {name: b/c}]",
            "gates example.com/quota, b/c",
        ),
        ("schedulingGates", "nodeName: node-1, schedulingGates", ""),
    ],
    "pod-stuck-terminating": [
        (', deletionTimestamp: "2020-01-01T00:00:00Z"', "", ""),
        (
            "2020-01-01T00:00:00Z",
            "2026-11-23T07:59:00Z",
            "Terminating, and due to be gone 60s ago []",
        ),
        ("2020-01-01T00:00:00Z", "2026-11-23T07:59:01Z", ""),
        ("uid: u1", "uid: u1, finalizers: [a/b]", ""),
        ("", DOWN, "its node node-1 does not answer | --force --grace-period=0]"),
    ],
    "pod-unschedulable": [
        (
            "3 Insufficient memory.",
            "3 Insufficient cpu.",
            "--requests=cpu=LESS, or nodes with more cpu]",
        ),
        ("3 Insufficient memory.", "3 Too many pods, 0 Insufficient pods.", "error"),
        (
            "3 Insufficient memory.",
            "3 Insufficient pods.",
            "[more nodes: each has as many pods as it takes]",
        ),
        (
            "3 Insufficient memory.",
            "3 node(s) had untolerated taint {a: b}.",
            "tolerations for the taint, or: minik taint nodes NODE KEY-",
        ),
        ("3 Insufficient memory.", "3 node(s) were unschedulable.", "minik uncordon NODE"),
        (
            "3 Insufficient memory.",
            "3 node(s) didn't match pod anti-affinity rules.",
            "fewer replicas, or more nodes",
        ),
        (
            "3 Insufficient memory.",
            "3 node(s) didn't match pod topology spread constraints.",
            "whenUnsatisfiable: ScheduleAnyway",
        ),
        (
            "3 Insufficient memory.",
            "3 node(s) didn't have free ports for the requested pod ports.",
            "another hostPort",
        ),
        (
            "3 Insufficient memory.",
            "3 node(s) didn't match Pod's node affinity/selector.",
            "minik label node NODE KEY=VALUE, as the affinity asks",
        ),
        (
            "3 Insufficient memory.",
            "3 node(s) didn't match Pod's node affinity/selector.",
            "spec: {containers",
            "spec: {nodeSelector: {disk: ssd}, containers",
            "minik label node NODE disk=ssd, or without it in nodeSelector",
        ),
        (
            "3 Insufficient memory.",
            "1 Insufficient cpu, 2 node(s) were unschedulable.",
            "minik uncordon NODE",
        ),
        (
            "3 Insufficient memory.",
            "pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes.",
            "the scheduler: 0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims",
        ),
        ("spec: {containers", "spec: {nodeName: node-1, containers", ""),
        ("phase: Pending", "phase: Failed", ""),
        ("reason: Unschedulable", "reason: SchedulingGated", ""),
        (', message: "0/3 nodes are available: 3 Insufficient memory."', "", ""),
        (
            ', message: "0/3 nodes are available: 3 Insufficient memory."',
            "",
            "spec: {containers",
            "spec: {schedulerName: volcano, containers",
            'no scheduler has looked at it: spec.schedulerName is "volcano" [schedulerName: default-scheduler]',
        ),
        (
            ', message: "0/3 nodes are available: 3 Insufficient memory."',
            "",
            "",
            EVENT.format("FailedScheduling", "0/3 nodes are available"),
            "spec: the scheduler: 0/3 nodes are available",
        ),
    ],
    "readiness-probe-fails": [
        ("ready: false, started: true", "ready: true, started: true", ""),
        ('status: "False"', 'status: "True"', ""),
        ("phase: Running", "phase: Pending", ""),
        ("uid: u1}", "uid: u1, deletionTimestamp: '2026-11-23T07:59:59Z'}", ""),
        (
            "Readiness probe failed",
            "Liveness probe failed",
            "container web is not ready: readiness probe",
        ),
        ("containers{web}", "containers{log}", "container web is not ready"),
        ("state: {running: {}}", "state: {waiting: {reason: x}}", ""),
        (
            "readinessProbe: {",
            "startupProbe: {tcpSocket: {port: 1}}, readinessProbe: {",
            "started: true",
            "started: false",
            "",
        ),
        (
            "readinessProbe: {",
            "startupProbe: {tcpSocket: {port: 1}}, readinessProbe: {",
            "statuscode: 503",
        ),
        (
            "reason: Unhealthy",
            "reason: Other",
            "state: {running: {}}",
            "state: {running: {startedAt: '2026-11-23T07:59:51Z'}}",
            "",
        ),
        (
            "reason: Unhealthy",
            "reason: Other",
            "state: {running: {}}",
            "state: {running: {startedAt: '2026-11-23T07:59:50Z'}}",
            "is not ready",
        ),
        (
            "reason: Unhealthy",
            "reason: Other",
            "state: {running: {}}",
            "state: {running: {startedAt: '2026-11-23T07:59:46Z'}}",
            "readinessProbe: {",
            "readinessProbe: {initialDelaySeconds: 5, ",
            "",
        ),
        (
            "reason: Unhealthy",
            "reason: Other",
            "state: {running: {}}",
            "state: {running: {startedAt: '2026-11-23T07:59:45Z'}}",
            "readinessProbe: {",
            "readinessProbe: {initialDelaySeconds: 5, ",
            "is not ready",
        ),
        (
            "reason: Unhealthy",
            "reason: Other",
            "state: {running: {}}",
            "state: {running: {startedAt: '2026-11-23T07:59:50Z'}}",
            "readinessProbe: {",
            "readinessProbe: {periodSeconds: 11, ",
            "",
        ),
        ("", DOWN.replace("u2", "u3"), "warning"),
    ],
    "rollout-paused": [
        ("paused: true", "paused: false", ""),
        ("readyReplicas: 2", "readyReplicas: 2, updatedReplicas: 2", ""),
        (
            "readyReplicas: 2",
            "readyReplicas: 2, updatedReplicas: 1",
            "it is paused, and 1 of 2 replicas have its template | rollout resume",
        ),
        ("status: {replicas: 2, readyReplicas: 2, observedGeneration: 2}", "", ""),
    ],
    "rollout-stuck": [
        ("reason: ProgressDeadlineExceeded", "reason: ReplicaSetUpdated", ""),
    ],
    "sandbox-not-created": [
        ("reason: FailedCreatePodSandBox", "reason: FailedMount", ""),
        (
            "reason: FailedCreatePodSandBox",
            "reason: NetworkNotReady",
            "NetworkNotReady on node node-1: Failed to create",
        ),
        (
            "reason: FailedCreatePodSandBox",
            "reason: FailedCreatePodSandbox",
            "FailedCreatePodSandbox on node",
        ),
        ("reason: FailedCreatePodSandBox", "reason: SandboxChanged", "SandboxChanged on node"),
        (
            "reason: FailedCreatePodSandBox",
            "reason: SandboxChanged",
            "type: Warning",
            "type: Normal",
            "",
        ),
        ("nodeName: node-1, ", "", ""),
        ("phase: Pending", "phase: Running", ""),
    ],
    "slices-without-ready-pods": [
        (
            "endpoints: []",
            "endpoints: [{addresses: [10.244.1.2], conditions: {ready: true}, nodeName: node-9}]",
            "",
        ),
        (
            "endpoints: []",
            "endpoints: [{addresses: [10.244.1.2], conditions: {ready: false}, nodeName: node-9}]",
            "web-1 would answer, and no EndpointSlice lists a ready endpoint for it",
        ),
        (
            'ports: [{name: "", port: 8080, protocol: TCP}]',
            "ports: [{name: web, port: 8080, protocol: TCP}]",
            "web-1 would answer: ",
        ),
        (
            'type: Ready, status: "True"}]\n---\napiVersion: v1\nkind: Service',
            'type: Ready, status: "False"}]\n---\napiVersion: v1\nkind: Service',
            "",
        ),
    ],
    "startup-probe-pending": [
        ("started: false", "started: true", ""),
        ("startupProbe", "livenessProbe", ""),
        ("state: {running: {}}", "state: {waiting: {reason: x}}", ""),
        (", failureThreshold: 30", "", "(every 10 s, at most 3 times)"),
        (
            "failureThreshold: 30",
            "failureThreshold: 4, periodSeconds: 2",
            "(every 2 s, at most 4 times)",
        ),
        (
            "",
            EVENT.format("Unhealthy", "'Startup probe failed: refused'"),
            "at most 30 times): Startup probe failed: refused",
        ),
    ],
    "volume-not-mounted": [
        ("reason: FailedMount", "reason: Other", ""),
        (
            "reason: FailedMount",
            "reason: FailedAttachVolume",
            "FailedAttachVolume: MountVolume.SetUp failed | create secret generic web-tls",
        ),
        ("reason: FailedMount", "reason: FailedMapVolume", "FailedMapVolume: "),
        (
            'secret "web-tls" not found',
            'configmap "settings" not found',
            "create configmap settings",
        ),
        ('secret "web-tls" not found', "device is busy", "device is busy []"),
        ("nodeName: node-1, ", "", ""),
        ("phase: Pending", "phase: Running", ""),
        ("reason: ContainerCreating", "reason: ImagePullBackOff", ""),
        (
            "",
            EVENT.format("FailedMount", "'Unable to attach or mount volumes: timed out'")
            .replace("u2", "u3")
            .replace("web.1", "web.0"),
            "FailedMount: MountVolume.SetUp failed",
        ),
    ],
}
