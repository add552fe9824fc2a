"""How a program learns a Service's address: environment variables and DNS."""

from minik.lessons import Lesson, Step
from minik.lessons.service import FILES

CLIENT = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
spec:
  containers:
  - name: main
    image: registry.example/client:1
"""
LESSON = Lesson(
    8,
    "Finding a Service",
    "A program finds a Service by variables in its environment or, much better, by DNS. (The article says that DNS is not"
    " recommended; that is wrong: it is the recommended way.)",
    (
        Step(
            "minik apply -f early.yaml",
            "Start a client before the Service exists.",
            "",
            ("pod/early created",),
        ),
        Step(
            "minik simulate advance 1m",
            "Let a minute pass.",
            "The cluster's own clock moves; nothing else changes.",
            ("1m later",),
        ),
        Step(
            "minik apply -f service.yaml -f deployment.yaml -f late.yaml",
            "Now the Service, its pods, and a second client.",
            "",
            ("pod/late created",),
        ),
        Step(
            "minik env late",
            "Which variables did the second client's container get?",
            "MY_SERVICE_SERVICE_HOST and MY_SERVICE_SERVICE_PORT: the name in capitals, with _ for -. They are set when"
            " a container starts, for Services of the pod's own namespace (and default/kubernetes).",
            ("MY_SERVICE_SERVICE_HOST=", "MY_SERVICE_SERVICE_PORT=80"),
        ),
        Step(
            "minik env early --explain",
            "And the first?",
            "None of my-service: it is younger than the container. With variables the order of creation matters.",
            ("my-service",),
        ),
        Step(
            "minik dns my-service --from early",
            "DNS does not mind the order.",
            "The short name is completed with the pod's namespace and the cluster's domain; the answer is the cluster"
            " IP.",
            ("my-service.default.svc.cluster.local", "IN  A"),
        ),
        Step(
            "minik create namespace test",
            "Ask from another namespace.",
            "",
            ("namespace/test created",),
        ),
        Step(
            "minik -n test apply -f late.yaml",
            "A client there.",
            "",
            ("pod/late created",),
        ),
        Step(
            "minik -n test dns my-service --from late",
            "Does the short name work there?",
            "No: it means my-service.test. Write my-service.default.",
            ("NXDOMAIN",),
            1,
        ),
        Step(
            "minik -n test dns my-service.default --from late",
            "With its namespace:",
            "the same cluster IP as before.",
            ("IN  A",),
        ),
    ),
    {
        **FILES,
        "early.yaml": CLIENT.format(name="early"),
        "late.yaml": CLIENT.format(name="late"),
    },
)
