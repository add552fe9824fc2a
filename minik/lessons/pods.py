"""Pods come and go; controllers make them from a template and replace what is lost."""

from minik.lessons import Lesson, Step

IMAGES = "custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image,IP:.status.podIP"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: alone
  labels:
    app: alone
spec:
  containers:
  - name: main
    image: registry.example/alone:1
"""
REPLICA_SET = """\
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: main
        image: registry.example/web:1
"""
LESSON = Lesson(
    2,
    "Pods and their controllers",
    "A pod is the smallest thing that is deployed: an environment with an address and volumes, in which containers run."
    " Pods are temporary. A controller makes them from a template, and makes new ones when some are lost.",
    (
        Step(
            "minik apply -f pod.yaml -f replica-set.yaml",
            "Create one pod by itself, and a ReplicaSet that wants two.",
            "You create a pod or what makes pods, never a container alone.",
            ("pod/alone created", "replicaset.apps/web created"),
        ),
        Step(
            f"minik get pods -o {IMAGES}",
            "See what became of them.",
            "The ReplicaSet's pods have names with random ends. Every pod has an address of its own, which all of its"
            " containers share.",
            ("alone", "registry.example/web:1"),
        ),
        Step(
            "minik set image rs/web main=registry.example/web:2",
            "Change the template of the ReplicaSet.",
            "The answer is about the ReplicaSet only.",
            ("image updated",),
        ),
        Step(
            f"minik get pods -o {IMAGES}",
            "Did the pods change?",
            "No: still web:1. A template is used when a pod is made; afterwards the pod knows nothing of it."
            " (A Deployment would answer by making new pods, little by little.)",
            ("registry.example/web:1",),
        ),
        Step(
            "minik delete pod -l app=web",
            "Delete the pods of the ReplicaSet.",
            "They are deleted, but ...",
            ("deleted",),
        ),
        Step(
            f"minik get pods -o {IMAGES}",
            "... the ReplicaSet still wants two.",
            "New pods with new names and new addresses, from the new template: web:2. So nobody should remember a"
            " pod's address. That is why there are Services.",
            ("registry.example/web:2",),
        ),
        Step(
            "minik delete pod alone",
            "And the pod that nobody made from a template?",
            "It is gone for good: no controller wants it. Pods are rarely created by hand.",
            ("alone", "deleted"),
        ),
        Step(
            "minik simulate node-down node-1",
            "Let a machine fail.",
            "After 50 seconds without a sign of life its node is NotReady; five minutes later its pods are evicted,"
            " and replacements start on other nodes.",
            ("NotReady", "evicted"),
        ),
    ),
    {"pod.yaml": POD, "replica-set.yaml": REPLICA_SET},
)
