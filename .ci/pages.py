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

        folder = Path(tempfile.mkdtemp(prefix="minik-manual-"))
        for name, text in manual.pages():
            (folder / name).write_text(text, encoding="utf-8")
            build_data["shared_data"][str(folder / name)] = f"share/man/man1/{name}"
