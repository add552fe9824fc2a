"""A Service without a selector: somebody writes down where it leads."""

from minik.lessons import Lesson, Step

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  ports:
  - port: 5432
"""
SLICE = """\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
  labels:
    kubernetes.io/service-name: database
addressType: IPv4
ports:
- name: ""
  port: 5432
endpoints:
- addresses:
  - 198.51.100.7
"""
LESSON = Lesson(
    6,
    "A Service without a selector",
    "Sometimes what answers is no pod of this cluster: a database outside, or a stand-in for tests. Then the Service has"
    " no selector, and you write its endpoints yourself.",
    (
        Step(
            "minik apply -f service.yaml",
            "Create a Service that selects nothing.",
            "",
            ("service/database created",),
        ),
        Step(
            "minik get endpointslices -l kubernetes.io/service-name=database",
            "Were endpoints made?",
            "No: without a selector the controller leaves the Service alone.",
            ("No resources found",),
        ),
        Step(
            "minik resolve database",
            "So nobody answers.",
            "The name and the address are there all the same.",
            ("no pod answers",),
            1,
        ),
        Step(
            "minik apply -f slice.yaml",
            "Say by hand where it leads: to an address outside of the cluster.",
            "The label kubernetes.io/service-name binds the EndpointSlice to the Service.",
            ("database-1 created",),
        ),
        Step(
            "minik resolve database",
            "And now?",
            "198.51.100.7:5432. Programs use the name database and need not know where it really is; move it into the"
            " cluster one day, and nothing else changes.",
            ("198.51.100.7:5432",),
        ),
    ),
    {"service.yaml": SERVICE, "slice.yaml": SLICE},
)
