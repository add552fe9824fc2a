"""Find what keeps Services from working, in the cluster or in files"""

import os
from collections.abc import Callable, Sequence
from functools import partial

from minik.command_line import (
    asking_again,
    check_choices,
    check_report,
    file_options,
    flags,
    state_access,
    streams,
    terminal,
    what_if_flags,
)
from minik.command_line.check_choices import Choice
from minik.diagnosis import causes
from minik.errors import ClientError, MinikError
from minik.model.cluster import Cluster
from minik.model.wording import pluralize
from minik.render import findings_report as findings
from minik.render.findings_report import Report


@flags.command()
@flags.argument("targets", many=True, metavar="[NAME|TYPE/NAME|ADDRESS|FILE...]")
@flags.judged_filename(2)
@what_if_flags.with_own_files
@file_options.read_as
@asking_again.option
@flags.text(
    "-o",
    "--output",
    default="text",
    metavar="text|json|yaml|html|sarif|junit|github|gitlab",
    help="text, json, yaml, html, sarif, junit, github or gitlab",
)
@check_choices.OPTIONS
@flags.option(
    "--explain",
    default=None,
    implied="all",
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
    watch: bool,
    supposed: what_if_flags.Supposition | None,
) -> None:
    """Find what keeps Services from working: over the cluster, or over files without any cluster,
    where the templates of workloads stand for pods. A folder is read with all that is in it (with
    -f only by -R); what is no manifest is passed over.

    `minik.yaml` may hold severity, failOn, ignore, only, baseline, kubernetesVersion and
    targetVersion; the annotation minik.dev/ignore: CODE: WHY ignores a finding of its object. Exit
    status 0 if there are none, 1 if there are some, 2 if the check could not be made.

    \b
    Examples:
      minik check service/my-service
      minik check .
      # Files, before they are applied
      minik check -f deploy/ -R -o github
      minik check --what-if 'node-down node-1'
      minik check --explain named-port-missing
    """
    try:
        _check_format(output)
        if explain is not None:
            return _explain(explain if explain != "all" or not targets else targets[0], output)
        choice = check_choices.with_settings(choice)
        report_for = _reporter(targets, filenames, recursive, choice)
        show = partial(_follow, filenames) if watch else _show
        is_well = show(report_for, output, supposed, choice)
    except MinikError as error:
        error.status = 2  # 1 says that something was found
        raise
    if not is_well:
        raise SystemExit(1)


def _reporter(
    targets: Sequence[str], filenames: Sequence[str], recursive: bool, choice: Choice
) -> Callable[..., Report]:
    """Return what reports on the files, or on the objects that are no files."""
    if not filenames and not targets:
        check_report.tell_unread_input()
    files = list(filter(os.path.exists, targets))
    named = [word for word in targets if word not in files]
    return partial(check_report.report, filenames, recursive, files, named, choice)


def _check_format(output: str) -> None:
    if output not in findings.formats():
        raise ClientError(f'unknown output format "{output}": use {", ".join(findings.formats())}')


def _explain(code: str, output: str) -> None:
    streams.echo(check_report.explain_code(code, output), nl=False)


def _show(
    report_for: Callable[..., Report],
    output: str,
    supposed: what_if_flags.Supposition | None,
    choice: Choice,
) -> bool:
    """Print the report, or two of them; return whether nothing is wrong enough to fail."""
    if supposed:
        return _show_what_if(supposed, output, report_for, choice)
    report = report_for()
    if choice.write_baseline:
        check_choices.write_baseline(choice.write_baseline, findings.render(report, "json"))
        count = pluralize(len(report.findings), "finding")
        state_access.say(f"{count} written to {choice.write_baseline}")
        return True
    terminal.show_as(output, findings.render(report, output))
    return _is_well(report, choice)


def _is_well(report: Report, choice: Choice) -> bool:
    return not causes.at_least(report.findings, choice.fail_on or choice.severity)


def _show_what_if(
    supposed: what_if_flags.Supposition,
    output: str,
    report_for: Callable[..., Report],
    choice: Choice,
) -> bool:
    if output not in ("text", "json", "yaml"):
        raise ClientError(f'unable to write two reports as "{output}": text, json or yaml')
    return what_if_flags.show(supposed, choice.namespace, output, _answers(report_for, choice))


def _answers(report_for: Callable[..., Report], choice: Choice) -> what_if_flags.Answer:
    """Return what answers with a report of a cluster."""

    def answer(cluster: Cluster, output: str) -> tuple[str, bool]:
        report = report_for(cluster=cluster)
        return findings.render(report, output), _is_well(report, choice)

    return answer


def _follow(
    filenames: Sequence[str],
    report_for: Callable[..., Report],
    output: str,
    supposed: what_if_flags.Supposition | None,
    choice: Choice,
) -> bool:
    """Print the report, and again whenever it changes; return whether the last one is well."""
    if filenames or supposed:
        raise ClientError(
            "--watch is for a cluster that changes: files and what is supposed do not"
        )
    return asking_again.show_answers(_answers(report_for, choice), output)
