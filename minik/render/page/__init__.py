"""What pages are made of: styles, small modules of JavaScript, and the policy that lets nothing else
run. They are plain files beside this one; nothing is built.
"""

import hashlib
from base64 import b64encode
from functools import cache

from minik.light_typing import Any

IMPORT, EXPORT = "import ", "export "
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
FILES = ("base.css", "explorer.js", "forms.js", "live.js", "page.js")  # what a server gives


@cache
def asset(name: str) -> str:
    """Return the text of a file of this folder."""
    loader: Any = globals()["__loader__"]
    data: bytes = loader.get_data(f"{__path__[0]}/{name}")
    return data.decode()


def bundle(*names: str) -> str:
    """Return modules as one script: what they import from each other stands before them."""
    lines = [line for name in names for line in asset(name).splitlines()]
    kept = (line.removeprefix(EXPORT) for line in lines if not line.startswith(IMPORT))
    return "\n".join(kept) + "\n"


def policy(script: str, style: str) -> str:
    """Return the Content-Security-Policy of a page that holds one script and one style itself."""
    return f"{NOTHING}; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
