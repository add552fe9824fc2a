"""An address of your choice, or none at all."""

from minik.lessons import Lesson, Step
from minik.lessons.service import DEPLOYMENT

HEADLESS = """\
apiVersion: v1
kind: Service
metadata:
  name: peers
spec:
  clusterIP: None
  selector:
    app: MyApp
  ports:
  - port: 80
    targetPort: 9376
"""
LESSON = Lesson(
    9,
    "Headless Services",
    "Whoever wants the pods themselves and not one address before them asks for clusterIP: None. (The author of the"
    " article did not understand this part; see it here.)",
    (
        Step(
            "minik apply -f deployment.yaml -f headless.yaml",
            "Three pods and a Service without an address.",
            "",
            ("service/peers created",),
        ),
        Step(
            "minik get service peers",
            "What did the server allocate?",
            "CLUSTER-IP None. So there are no rules of kube-proxy and no variables for it.",
            ("None",),
        ),
        Step(
            "minik dns peers",
            "What does DNS answer?",
            "Not one address but those of all ready pods: with a selector, endpoints are made as ever, and the name"
            " leads to them directly.",
            ("10.244.",),
        ),
        Step(
            "minik resolve peers",
            "On which port do they answer?",
            "On their own, 9376: nothing stands between the caller and the pod that could turn 80 into 9376.",
            ("9376",),
        ),
        Step(
            "minik create service clusterip fixed --tcp=80 --clusterip=10.96.0.100",
            "The opposite: choose the address yourself.",
            "It must be free and in the cluster's range.",
            ("service/fixed created",),
        ),
        Step(
            "minik create service clusterip outside --tcp=80 --clusterip=192.0.2.1",
            "An address outside of the range:",
            "The server refuses it.",
            ("does not match the current range",),
            1,
        ),
        Step(
            "minik create service clusterip nonsense --tcp=80 --clusterip=foo",
            "And what is no address at all:",
            "refused as well.",
            ("must be a valid IP address",),
            1,
        ),
    ),
    {"deployment.yaml": DEPLOYMENT, "headless.yaml": HEADLESS},
)
