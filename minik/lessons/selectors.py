"""How a Service finds its pods, and the most frequent reason why it does not."""

from minik.lessons import Lesson, Step
from minik.lessons.service import FILES

TYPO = """'{"spec":{"selector":{"app":"myapp"}}}'"""
LESSON = Lesson(
    4,
    "Labels and selectors",
    "A Service selects pods by labels: all pairs of its selector, in its own namespace, letter by letter.",
    (
        Step(
            "minik apply -f service.yaml -f deployment.yaml",
            "Set up the Service and its three pods.",
            "",
            ("created",),
        ),
        Step(
            f"minik patch service my-service -p {TYPO}",
            "Write the label in lower case, as it happens to everybody.",
            "The server accepts it: it cannot know what you meant.",
            ("patched",),
        ),
        Step(
            "minik why my-service",
            "Nobody answers any more. Why?",
            "Every pod was considered, and the labels stopped each of them. The last lines say what differs, and the"
            " command that mends it.",
            ("labels", "case differs", "fix"),
            1,
        ),
        Step(
            "minik proxy diff --mode nftables",
            "What did the change do on the nodes?",
            "The rules to the three pods are gone; instead connections are rejected.",
            ("my-service", "no-endpoint-services"),
            1,
        ),
        Step(
            "minik undo",
            "Take the change back.",
            "minik keeps a history: minik log shows it.",
            ("undone",),
        ),
        Step(
            "minik label pod -l app=MyApp app=other --overwrite",
            "It works from the other side, too: give the pods another label.",
            "The pods still run, but they are no longer the Deployment's, which makes three new ones, nor the"
            " Service's.",
            ("labeled",),
        ),
        Step(
            "minik get pods -L app",
            "Six pods now.",
            "Three with app=other, which belong to nobody, and three with app=MyApp.",
            ("other", "MyApp"),
        ),
        Step(
            "minik check",
            "Is anything wrong in the cluster?",
            "No. minik check looks for more than seventy causes of failure; minik check --explain lists them.",
            ("no findings",),
        ),
    ),
    FILES,
)
