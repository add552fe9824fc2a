"""What all tests share. `minik` is the one beside the Python that runs the tests.

Where a machine judges (CI), properties are tried on the same examples every time; by hand, on new
ones.
"""

import os
import signal
import sys

from hypothesis import HealthCheck, settings

BUSY = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no failure
settings.register_profile("steady", BUSY, derandomize=True)
settings.register_profile("varied", BUSY, print_blob=True)
settings.load_profile("steady" if os.environ.get("CI") else "varied")
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
os.environ["KUBECTL_KUBERC"] = "false"  # nobody's own preferences change what a test types

# Who starts the tests in the background (`nohup ... &`) has these ignored, and so would every process
# that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
