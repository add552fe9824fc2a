"""Print the preferences"""

import sys
from collections.abc import Sequence

from minik.client import preferences
from minik.command_line import flags, kuberc_options, printing, state_access
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.render.formats import yaml
from minik.store import preference_files

QUESTION = "Would you like to generate a default kuberc file with recommended options? (y/N): "


@flags.command()
@kuberc_options.file
@printing.options
@flags.argument("words", many=True)
def command(words: Sequence[str], kuberc: str, output: str, **how: Any) -> None:
    """Print the preferences; where there are none, offer to write the recommended ones.

    \b
    Examples:
      minik kuberc view
      minik kuberc view --output json
      minik kuberc view --kuberc kuberc.yaml
    """
    place = preference_files.required_place(kuberc)
    document = kuberc_options.read(place.path)
    if document is None and preference_files.read(place.path) is None:
        if place.named:
            raise ClientError(f"kuberc file not found at {place.path}")
        offer(place.path)
        return
    section = Section(Kind("Preference"), [kuberc_options.whole(document or {})])
    printing.show(
        Listing([section], state_access.now(), single=True, **how), output or "yaml", tables=False
    )


def offer(path: str) -> None:
    """Offer to write the recommended preferences."""
    state_access.say(f"kuberc file not found at {path}")
    state_access.say(QUESTION, nl=False)
    if sys.stdin.readline().strip().lower() == "y":
        preference_files.write(path, yaml.text(preferences.RECOMMENDED))
        state_access.say(f"Updated {path}")
