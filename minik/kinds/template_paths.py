"""Where the kinds that make pods have the template of their pods."""

PATHS = {
    "Deployment": "spec.template",
    "ReplicaSet": "spec.template",
    "StatefulSet": "spec.template",
    "DaemonSet": "spec.template",
    "ReplicationController": "spec.template",
    "Job": "spec.template",
    "CronJob": "spec.jobTemplate.spec.template",
}
HELD = {**PATHS, "PodTemplate": "template"}  # what only holds a template makes no pods
