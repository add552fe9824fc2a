"""Set values in the preferences"""

from collections.abc import Sequence

from minik.client import preferences
from minik.command_line import flags, kuberc_options, state_access
from minik.command_line.kuberc_options import Entry
from minik.model.object import Object
from minik.render.formats import yaml
from minik.store import preference_files


@flags.command(usage="--section (defaults|aliases) --command COMMAND")
@kuberc_options.file
@kuberc_options.entry
@flags.argument("words", many=True)
def command(words: Sequence[str], kuberc: str, entry: Entry) -> None:
    """Set the default of an option, an alias, or which credential plugins may run.

    \b
    Examples:
      # Set default output format for 'get' command
      minik kuberc set --section defaults --command get --option output=wide
      # Create an alias 'runx' for 'run' command with appended arguments
      minik kuberc set --section aliases --name runx --command run --option image=nginx --appendarg=-- --appendarg=a
      # Overwrite an existing default
      minik kuberc set --section defaults --command get --option output=json --overwrite
    """
    place = preference_files.required_place(kuberc)
    kuberc_options.check(entry)
    new = changed(kuberc_options.read(place.path) or kuberc_options.EMPTY, entry)
    preference_files.write(place.path, yaml.text(kuberc_options.whole(new)))
    state_access.say(f"Updated {place.path}")


def changed(document: Object, entry: Entry) -> Object:
    """Return the preferences with the entry. Raises ClientError."""
    if entry.section == kuberc_options.PLUGINS:
        allowed = {"credentialPluginAllowlist": entry.allowed} if entry.allowlist else {}
        return {**document, "credentialPluginPolicy": entry.policy, **allowed}
    row = {"command": entry.command, "options": entry.pairs}
    if entry.section == "aliases":
        row = {
            "name": entry.name,
            **row,
            "prependArgs": list(entry.prepend),
            "appendArgs": list(entry.append),
        }
    return preferences.with_entry(document, entry.section, row, overwrite=entry.overwrite)
