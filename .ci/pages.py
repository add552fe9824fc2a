"""Puts the manual into the wheel: the pages are made from the commands while it is built, and kept
nowhere else.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface):
    """Run by hatchling before it packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from minik import manual  # noqa: PLC0415 it is found only from here on

        self.folder = tempfile.TemporaryDirectory(prefix="minik-manual-")
        for name, text in manual.pages():
            page = Path(self.folder.name) / name
            page.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(page)] = f"share/man/man1/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the pages away when they are packed."""
        if version != "editable":
            self.folder.cleanup()
