"""Ways in from outside: the types of Services."""

from minik.lessons import Lesson, Step
from minik.lessons.service import FILES

LESSON = Lesson(
    10,
    "Types of Services",
    "A cluster IP is known inside the cluster only. The type of a Service says whether there is a way in from outside.",
    (
        Step(
            "minik apply -f service.yaml -f deployment.yaml",
            "Set up the Service and its three pods.",
            "",
            ("created",),
        ),
        Step(
            "minik resolve my-service --from outside",
            "Ask from outside of the cluster.",
            "Type ClusterIP has no way in.",
            ("no",),
            1,
        ),
        Step(
            """minik patch service my-service -p '{"spec":{"type":"NodePort","ports":[{"port":80,"targetPort":9376,"nodePort":30080}]}}'""",
            "NodePort: the same port on every node leads to the Service.",
            "It must lie between 30000 and 32767; without nodePort the server chooses one.",
            ("patched",),
        ),
        Step(
            "minik resolve 192.168.0.11:30080 --from outside",
            "Ask a node.",
            "The pods of all nodes are behind the port of each node. The cluster IP is still there.",
            ("30080", ":9376"),
        ),
        Step(
            """minik patch service my-service -p '{"spec":{"type":"LoadBalancer"}}'""",
            "LoadBalancer: somebody outside, mostly the cloud, gives it an address.",
            "",
            ("patched",),
        ),
        Step(
            "minik get service my-service",
            "Which address?",
            "EXTERNAL-IP <pending>: nobody in this cluster gives one. minik init --lb-pool makes a cluster where"
            " somebody does.",
            ("<pending>",),
        ),
        Step(
            "minik create service externalname search --external-name=search.example.com",
            "ExternalName: only a name for another name.",
            "No address, no endpoints, no rules.",
            ("service/search created",),
        ),
        Step(
            "minik dns search",
            "What does DNS answer?",
            "A CNAME to search.example.com. The program asks DNS again for that name.",
            ("CNAME", "search.example.com"),
        ),
    ),
    FILES,
)
