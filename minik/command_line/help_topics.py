"""What `minik help` tells apart from commands."""

TOPICS = {
    "exit-status": """\
0    done; diff, proxy diff: nothing differs; check, validate: nothing wrong
1    refused, misspelt or not found; resolve, why, wait: no answer;
     diff, proxy diff: something differs; check, validate: something wrong
>1   diff, proxy diff, check: the answer could not be determined
130  interrupted
141  the reader closed the pipe (SIGPIPE)""",
    "environment": """\
MINIK_STATE            the state file, instead of the current context's
MINIK_NOW              the time, fixed (RFC 3339)
MINIK_DEBUG            show where a defect of minik is
NO_COLOR               no colour on a terminal
KUBE_EDITOR, EDITOR    the editor of edit
KUBECTL_EXTERNAL_DIFF  the program with which diff compares
XDG_CONFIG_HOME        where the contexts are kept
XDG_STATE_HOME         where the state files of contexts are kept""",
}
