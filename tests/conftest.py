"""What all tests share. Where a machine judges (CI), properties are tried on the same examples every time; by hand, on new ones."""
import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady" if os.environ.get("CI") else "default")
