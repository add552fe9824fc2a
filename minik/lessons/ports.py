"""A port by name: every pod says itself which number it means."""

from minik.lessons import Lesson, Step

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: catalog
spec:
  selector:
    app: catalog
  ports:
  - port: 80
    targetPort: web
"""
PODS = """\
apiVersion: v1
kind: Pod
metadata:
  name: old
  labels:
    app: catalog
spec:
  containers:
  - name: main
    image: registry.example/catalog:1
    ports:
    - name: web
      containerPort: 8080
---
apiVersion: v1
kind: Pod
metadata:
  name: new
  labels:
    app: catalog
spec:
  containers:
  - name: main
    image: registry.example/catalog:2
    ports:
    - name: web
      containerPort: 9090
"""
LESSON = Lesson(
    5,
    "Ports and their names",
    "port is the Service's, targetPort the pods'. Without a targetPort both are the same number; and it may be a name,"
    " which every pod explains for itself.",
    (
        Step(
            "minik apply -f pods.yaml -f service.yaml",
            "Two pods of one application that listen on different ports, both called web.",
            "",
            ("service/catalog created",),
        ),
        Step(
            "minik resolve catalog",
            "Where does port 80 of the Service lead?",
            "To 8080 of one pod and 9090 of the other: the pods of a group need not use the same port.",
            (":8080", ":9090", "2 of 2 pods"),
        ),
        Step(
            "minik get endpoints catalog",
            "How is that written down?",
            "Two addresses, each with its own port (and two EndpointSlices, since a slice has one set of ports).",
            (":8080", ":9090"),
        ),
        Step(
            "minik create service clusterip plain --tcp=80",
            "A Service with a port and no targetPort.",
            "",
            ("service/plain created",),
        ),
        Step(
            "minik get service plain -o jsonpath={.spec.ports}",
            "What did it become?",
            "targetPort is 80, too.",
            ('"targetPort":80',),
        ),
        Step(
            """minik patch service catalog --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"wbe"}]'""",
            "Misspell the name of the port.",
            "The server accepts any name.",
            ("patched",),
        ),
        Step(
            "minik why catalog",
            "Who answers now?",
            "Nobody: no container has a port of that name, and minik says which names there are.",
            ("wbe", "web"),
            1,
        ),
    ),
    {"service.yaml": SERVICE, "pods.yaml": PODS},
)
