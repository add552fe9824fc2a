"""What shell lines do, as far as their words say."""

import pytest

from minik.diagnosis import shell_lines


@pytest.mark.parametrize(
    "line, code",
    [
        ("exit 1", 1),
        ("echo no; sleep 2; exit 3", 3),
        ("echo 'host(s) for db'; exit 1", 1),
        ("true && exit 2", 2),
        ("false", 1),
        ("exit 0", 0),
        ("server || exit 1", 0),
        ("if test -f x; then exit 1; fi", 0),
        ("while true; do sleep 1; done; exit 1", 0),
        ("tail -f /dev/null; exit 1", 0),
        ("cat x | exit 1", 0),
        ("exit $CODE", 0),
        ("echo 'open", 0),
        ("cat <<X\nexit 1\nX", 0),
    ],
)
def test_a_line_surely_ends_with_a_code(line: str, code: int) -> None:
    assert shell_lines.exit_code(line) == code


@pytest.mark.parametrize(
    "line, waits",
    [
        ("sleep 3600", True),
        ("echo up; touch /tmp/up; sleep 60", True),
        ("while true; do date; sleep 5; done", True),
        ("tail -f /dev/null", True),
        ("trap : TERM; sleep 9 & wait", False),
        ("echo up", False),
        ("echo 'sleep 5'", False),
        ("httpd -f; sleep 5", False),
        ("sleep 5 && exec server", False),
    ],
)
def test_a_line_only_waits(line: str, waits: bool) -> None:
    assert shell_lines.only_waits(line) is waits


@pytest.mark.parametrize(
    "line, length",
    [
        ("echo hi", 0),
        ("echo hi; sleep 10; sleep 1m", 70),
        ("sleep 1.5s", 1.5),
        ("sleep infinity", None),
        ("server", None),
        ("sleep 5 & echo", None),
        ("for i in 1 2; do echo; done", None),
    ],
)
def test_a_line_is_done_after_a_time(line: str, length: float | None) -> None:
    assert shell_lines.lifetime(line) == length


@pytest.mark.parametrize(
    "line, length",
    [
        ("sleep 30; exec server", 30),
        ("echo starting && sleep 20 && java -jar x", 20),
        ("server; sleep 30", 0),
        ("sleep 30", 0),
        ("if test -f x; then sleep 30; fi; server", 0),
    ],
)
def test_a_line_sleeps_before_it_starts_its_program(line: str, length: float) -> None:
    assert shell_lines.delay(line) == length


@pytest.mark.parametrize(
    "line, words",
    [
        ("A=1 exec server --port 80", [("server", "--port", "80")]),
        ("cd /x && nohup ./run", [("cd", "/x"), ("./run",)]),
        ("while true; do date; done", [("true",), ("date",)]),
        ("for i in 1 2; do echo $i; done", [("echo", "$i")]),
        ("a \\\n b", [("a", "b")]),
        ("a\nb", [("a",), ("b",)]),
        ("A=`kubectl get x -o y`", [("kubectl", "get", "x", "-o", "y")]),
        ('A=$(kubectl get x); echo "`date`"', [("kubectl", "get", "x"), ("echo", "$(date)")]),
    ],
)
def test_a_line_has_commands(line: str, words: list[tuple[str, ...]]) -> None:
    assert [command.words for command in shell_lines.commands(line) or ()] == words
