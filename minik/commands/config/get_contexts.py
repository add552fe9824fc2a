"""List contexts; the current one is marked"""

from minik.command_line import config_file, flags, state_access
from minik.errors import Several, Unanswered
from minik.render.formats import table


@flags.command()
@flags.argument("names", many=True)
@flags.output
@flags.flag("--no-headers", help="Leave out the titles")
def command(names: tuple[str, ...], output: str, no_headers: bool) -> None:
    """List contexts, all or those that are named; the current one is marked.

    \b
    Examples:
      minik config get-contexts
      minik config get-contexts -o name
    """
    config = config_file.read()
    if output not in ("", "name"):
        state_access.tell(
            f"--output {output} is not available in minik config get-contexts; resetting to default output format"
        )
    chosen = [context for name, context in sorted(config.all.items()) if not names or name in names]
    if output == "name":
        state_access.say("".join(f"{context.name}\n" for context in chosen), nl=False)
    else:
        rows = [
            [
                "*" if context.name == config.current else "",
                context.name,
                config.cluster_of(context),
                context.user,
                context.namespace,
            ]
            for context in chosen
        ]
        titles = [] if no_headers else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
        state_access.say(table.align_cells(iter([*titles, *rows])), nl=False)
    unknown = [Unanswered(f"context {name} not found") for name in names if name not in config.all]
    if unknown:
        raise Several(unknown) if len(unknown) > 1 else Unanswered(f"error: {unknown[0].message}")
