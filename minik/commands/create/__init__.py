"""Create objects from files or from a few words"""

from functools import partial

from minik import shelf
from minik.client import requests
from minik.command_line import change_requests, flags, printing, state_access, unexpected_words
from minik.command_line.command_group import CommandGroup
from minik.errors import ClientError
from minik.light_typing import Any
from minik.render.formats import yaml
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


@flags.command(usage="-f FILENAME")
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
@flags.argument("words", many=True)
def create(words: tuple[str, ...], edit: bool, windows: bool, raw: str, **options: Any) -> None:
    """Create objects from files (-f), or one object from a few words (create KIND NAME).

    \b
    Examples:
      minik create -f web.yaml
      minik create service clusterip web --tcp=80:8080
      minik create deployment web --image=nginx --replicas=3 --dry-run=client -o yaml
    """
    if words:
        from minik.command_line import plugins  # noqa: PLC0415 hardly any words are no subcommand

        plugins.run_subcommand(["create", *words])
        unexpected_words.refuse_words(words, "create", list(shelf.names(__path__)))
    request = change_requests.Request(**options)
    if raw:
        from minik.command_line import raw_requests  # noqa: PLC0415 few send to paths

        raw_requests.check_options(raw, request, edit=edit)
        raw_requests.send("POST", raw, request)
    elif edit and request.filenames:
        edit_then_create(request, "\r\n" if windows else "\n")
    else:
        create_objects(request)


def edit_then_create(request: change_requests.Request, line: str) -> None:
    """Create the objects of the files after a change in the editor, with such line endings."""
    from minik.command_line import editor  # noqa: PLC0415 few create what is not yet written

    documents = [
        document.value
        for document in manifests.read(request.filenames, request.recursive, whole=True)
    ]
    editor.edit_until_valid(
        "---\n".join(map(yaml.text, documents)),
        partial(create_edited, request=request),
        line=line,
    )


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


command = CommandGroup(__name__, __path__, alone=create, aliases=ALIASES)
