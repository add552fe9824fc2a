"""Create objects from files or from a few words"""

from functools import partial
from typing import Any

import click

from minik import shelf
from minik.client import requests
from minik.command_line import change_requests, flags, parsing, printing, state_access
from minik.errors import ClientError
from minik.render import yaml
from minik.store import manifests

ALIASES = {
    "ns": "namespace",
    "cm": "configmap",
    "sa": "serviceaccount",
    "svc": "service",
    "deploy": "deployment",
    "dep": "deployment",
    "cj": "cronjob",
    "ing": "ingress",
    "pdb": "poddisruptionbudget",
    "pc": "priorityclass",
    "resourcequota": "quota",
}


class Generators(click.Group):
    """`create`: a first word that names a kind runs its generator, otherwise files are read.

    Options may stand before the kind's name.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(shelf.names(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = ALIASES.get(cmd_name, cmd_name)
        module = (
            shelf.find("minik.commands.create", name) if name in self.list_commands(ctx) else None
        )
        return self.with_globals(module.command, ctx) if module else None

    def with_globals(self, command: click.Command, ctx: click.Context) -> click.Command:
        """Return the generator with the options that every command takes."""
        own_names = {name for param in command.params for name in param.opts}
        command.params += [
            param
            for param in self.params
            if not param.expose_value and not own_names & set(param.opts)
        ]
        for nested in getattr(command, "commands", {}).values():
            self.with_globals(nested, ctx)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        place = parsing.first_word(self.get_params(ctx), args)
        if place is not None and self.get_command(ctx, args[place]):
            return super().parse_args(
                ctx, [ALIASES.get(args[place], args[place]), *args[:place], *args[place + 1 :]]
            )
        arguments = parsing.normalize_arguments(self, ctx, args)
        ctx.meta["words"] = [arg for arg in arguments if not arg.startswith("-") or arg == "-"]
        return super().parse_args(ctx, [arg for arg in arguments if arg not in ctx.meta["words"]])


@click.group(cls=Generators, invoke_without_command=True)
@flags.filename
@flags.namespace
@flags.selector
@flags.validate
@flags.dry_run
@printing.options
@flags.save_config
@flags.flag("--edit", help="Change the objects in your editor before they are created")
@flags.flag("--windows-line-endings", "windows", help="Use Windows line endings in the editor")
@flags.raw
@flags.field_manager
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Create objects from files (-f), or one object from a few words (create KIND NAME).

    \b
    Examples:
      minik create -f web.yaml
      minik create service clusterip web --tcp=80:8080
      minik create deployment web --image=nginx --replicas=3 --dry-run=client -o yaml
    """
    if context.invoked_subcommand is not None:
        return
    change_requests.refuse_words(
        context.meta["words"],
        "create",
        context.command.list_commands(context),  # type: ignore[attr-defined]
    )
    in_editor, ending, raw = (
        options.pop("edit"),
        "\r\n" if options.pop("windows") else "\n",
        options.pop("raw"),
    )
    request = change_requests.Request(**options)
    if raw:
        from minik.command_line import raw_requests  # noqa: PLC0415 few send to paths

        raw_requests.check_options(raw, request, edit=in_editor)
        raw_requests.post(raw, request)
        return
    if in_editor and request.filenames:
        from minik.command_line import editor  # noqa: PLC0415 few create what is not yet written

        documents = [
            document.value
            for document in manifests.read(request.filenames, request.recursive, whole=True)
        ]
        editor.edit_until_valid(
            "---\n".join(map(yaml.text, documents)),
            partial(create_edited, request=request),
            line=ending,
        )
        return
    create_objects(request)


def create_edited(text: str, request: change_requests.Request) -> None:
    """Create the objects in the text that the editor returned."""
    create_objects(
        request._replace(filenames=(manifests.BuiltFolder("edited file", text.encode()),))
    )


def create_objects(request: change_requests.Request) -> None:
    """Create the objects in the request's files and print the results."""
    verb = (
        partial(requests.dry_run_client, done="created")
        if request.dry_run == "client"
        else requests.create
    )
    with state_access.begin_change() as session:
        acts = change_requests.first_plan(request, session, verb)
        if not acts:
            raise ClientError("no objects passed to create")
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)
