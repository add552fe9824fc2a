"""Find what keeps Services from working, in the cluster or in files"""

from collections.abc import Callable, Sequence
from functools import partial

import click

from minik.command_line import check_report, flags, terminal, what_if_flags
from minik.command_line.check_report import Choice
from minik.diagnosis.finding import SEVERITIES
from minik.errors import ClientError, MinikError
from minik.model.cluster import Cluster
from minik.render import findings_report as findings
from minik.render.findings_report import Report


@click.command(cls=flags.Verb)
@click.argument("targets", nargs=-1, metavar="[TYPE/NAME...]")
@flags.filename
@what_if_flags.with_own_files
@flags.text(
    "-o",
    "--output",
    default="text",
    metavar="text|json|sarif|junit|github|gitlab",
    help="text, json, sarif, junit, github or gitlab",
)
@flags.gather(
    Choice,
    flags.text(
        "--baseline",
        metavar="FILE",
        help="Ignore the findings listed in this file, a report written by -o json",
    ),
    flags.text(
        "--severity",
        default="warning",
        metavar="LEVEL",
        help="Show findings of at least this severity: info, warning (the default) or error",
    ),
    flags.namespace,
    into="choice",
)
@click.option(
    "--explain",
    default=None,
    is_flag=False,
    flag_value="all",
    metavar="CODE",
    help="Explain a code; without one, list all",
)
def command(
    targets: Sequence[str],
    filenames: Sequence[str],
    recursive: bool,
    output: str,
    explain: str | None,
    choice: Choice,
    supposed: what_if_flags.Supposition | None,
) -> None:
    """Find what keeps Services from working: over the cluster, or over files without any cluster,
    where the templates of workloads stand for pods.

    Every finding tells the object, the field and its line, the evidence and a fix. Exit status 0 if
    there are none, 1 if there are some, 2 if the check could not be made.

    \b
    Examples:
      # The whole cluster, or one Service
      minik check
      minik check service/my-service
      # Files, before they are applied
      minik check -f deploy/ -R -o github
      # What a change would bring, before and after
      minik check -f deploy/ -R --what-if-apply
      minik check --what-if 'node-down node-1'
      # One code at length; without it, all
      minik check --explain named-port-missing
    """
    try:
        _check_options(output, choice.severity)
        if explain is not None:
            _explain(explain if explain != "all" or not targets else targets[0], output)
            return
        report_for = partial(check_report.report, filenames, recursive, targets, choice)
        is_well = _show(report_for, output, supposed, choice.namespace)
    except MinikError as error:
        error.status = 2  # 1 says that something was found
        raise
    if not is_well:
        raise SystemExit(1)


def _check_options(output: str, severity: str) -> None:
    if output not in findings.formats():
        raise ClientError(f'unknown output format "{output}": use {", ".join(findings.formats())}')
    if severity not in SEVERITIES:
        raise ClientError(f'--severity must be one of {", ".join(SEVERITIES)}, not "{severity}"')


def _explain(code: str, output: str) -> None:
    click.echo(check_report.explain_code(code, output), nl=False)


def _show(
    report_for: Callable[..., Report],
    output: str,
    supposed: what_if_flags.Supposition | None,
    namespace: str,
) -> bool:
    """Print the report, or two of them; return whether nothing is wrong."""
    if supposed:
        return _show_what_if(supposed, namespace, output, report_for)
    report = report_for()
    terminal.show(findings.render(report, output))
    return not report.findings


def _show_what_if(
    supposed: what_if_flags.Supposition,
    namespace: str,
    output: str,
    report_for: Callable[..., Report],
) -> bool:
    if output not in ("text", "json"):
        raise ClientError(f'unable to write two reports as "{output}": text or json')

    def answer(cluster: Cluster, output: str) -> tuple[str, bool]:
        report = report_for(cluster=cluster)
        return findings.render(report, output), not report.findings

    return what_if_flags.show(supposed, namespace, output, answer)
