"""The article's example: my-service, one address before all pods with a label."""

from minik.lessons import Lesson, Step

SERVICE = """\
kind: Service
apiVersion: v1
metadata:
  name: my-service
spec:
  selector:
    app: MyApp
  ports:
  - protocol: TCP
    port: 80
    targetPort: 9376
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: myapp
spec:
  replicas: 3
  selector:
    matchLabels:
      app: MyApp
  template:
    metadata:
      labels:
        app: MyApp
    spec:
      containers:
      - name: main
        image: registry.example/myapp:1.0
        ports:
        - containerPort: 9376
"""
FILES = {"service.yaml": SERVICE, "deployment.yaml": DEPLOYMENT}
LESSON = Lesson(
    3,
    "A Service",
    "Pods change their addresses. A Service gives those who call them one address and one name that stay.",
    (
        Step(
            "minik apply -f service.yaml",
            "Create the Service of the article: port 80 of its own address leads to port 9376 of every pod with the"
            " label app=MyApp.",
            "The API server has accepted it, though there are no such pods yet.",
            ("service/my-service created",),
        ),
        Step(
            "minik get service my-service",
            "Look at what the server filled in.",
            "TYPE ClusterIP, the default, and CLUSTER-IP: a virtual address from the cluster's range. PORT(S) 80/TCP.",
            ("ClusterIP", "80/TCP"),
        ),
        Step(
            "minik resolve my-service",
            "Would anybody answer?",
            "The name has an address already, but no backend is behind it: connections are rejected at once.",
            ("no pod answers",),
            1,
        ),
        Step(
            "minik apply -f deployment.yaml",
            "Create three pods with the label app=MyApp.",
            "You did not touch the Service.",
            ("deployment.apps/myapp created",),
        ),
        Step(
            "minik resolve my-service",
            "And now?",
            "Three backends: the addresses of the pods and port 9376, each chosen for a third of the connections."
            " The Service found them by their labels.",
            ("3 of 3 pods", ":9376", "33.3%"),
        ),
        Step(
            "minik get endpointslices -l kubernetes.io/service-name=my-service",
            "Where does the cluster write down what it found?",
            "In an EndpointSlice, which a controller keeps: it is what kube-proxy and DNS read. (Endpoints are its"
            " older form.)",
            ("9376", "my-service"),
        ),
        Step(
            "minik delete pod -l app=MyApp",
            "Delete all of the pods; the Deployment makes new ones.",
            "The new pods have other addresses.",
            ("deleted",),
        ),
        Step(
            "minik resolve my-service",
            "What do callers notice?",
            "The name and the cluster IP are the same; only the backends are new. That is what a Service is for.",
            ("3 of 3 pods", ":9376"),
        ),
    ),
    FILES,
)
