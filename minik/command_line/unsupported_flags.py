"""Flags of kubectl that minik does not have, each with the reason: refused in a sentence rather
than ignored.

They are looked up only when a command line has a flag that its command does not know.
"""

ATTACHED = "it is for a container that runs, and minik runs none"
EVERYWHERE = {
    "--kuberc": "minik reads no preferences",
    **dict.fromkeys(
        ("--profile", "--profile-output", "--vmodule"), "it is for those who work on kubectl itself"
    ),
}
BY_VERB = {
    "run": dict.fromkeys(
        (
            "--attach",
            "--stdin",
            "-i",
            "--tty",
            "-t",
            "--rm",
            "--leave-stdin-open",
            "--detach-keys",
            "--pod-running-timeout",
            "--cascade",
            "--force",
            "--grace-period",
            "--timeout",
            "--wait",
            "-f",
            "--filename",
            "-k",
            "--kustomize",
            "-R",
            "--recursive",
        ),
        ATTACHED,
    ),
    "wait": {"--local": "an object in a file alone never changes"},
}


def reason(verb: str, flag: str) -> str:
    """Return why minik does not have a flag of kubectl; "" for a flag that kubectl does not have
    either.
    """
    return BY_VERB.get(verb, {}).get(flag) or EVERYWHERE.get(flag, "")
