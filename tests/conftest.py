"""What all tests share. `minik` is the one beside the Python that runs the tests.

Where a machine judges (CI), properties are tried on the same examples every time; by hand, on new ones.
"""
import os
import sys

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("varied", deadline=None)  # a busy machine is no failure
settings.load_profile("steady" if os.environ.get("CI") else "varied")
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
