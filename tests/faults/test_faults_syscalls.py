"""Whatever happens at whichever system call that touches the state: what is there afterwards is the
old state or the new one, whole.

Every command is traced once; then it is run again and again, each time killed, interrupted, or told
by the kernel of an error at the next call. `apply` meets every error at every call; the others,
which go the same way, meet one error after the other (all of them with MINIK_FAULTS=all).
"""

import errno
import json
import os
import signal
from collections.abc import Iterator

import pytest
from injured import Call, Ended, Place, needs_strace

pytest_plugins = ["placing"]
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EINTR", "EMFILE")
SIGNALS = {
    "INT": 130,
    "TERM": -signal.SIGTERM,
    "HUP": -signal.SIGHUP,
    "PIPE": 0,
}  # a reader of our output has gone: nothing to do with us
COMMANDS = {
    "apply": "apply -f {}/web.json",
    "scale": "scale deployment web --replicas=2",
    "delete": "delete deployment web",
    "undo": "undo",
}
# Calls that the kernel itself may break off: there an interruption must not even be noticed.
BROKEN_OFF = (
    "openat",
    "pread64",
    "read",
    "write",
    "pwrite64",
    "fsync",
    "ftruncate",
    "copy_file_range",
    "close",
)
WEB = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "web"},
            "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "web"},
            "spec": {
                "selector": {"matchLabels": {"app": "web"}},
                "template": {
                    "metadata": {"labels": {"app": "web"}},
                    "spec": {"containers": [{"name": "a", "image": "a"}]},
                },
            },
        },
    ],
}


class Case:
    """A command, what it is run on, and what it makes of it when nothing goes wrong."""

    def __init__(self, place: Place, verb: str) -> None:
        self.place, self.line = place, COMMANDS[verb].format(place.desk)
        (place.desk / "web.json").write_text(json.dumps(WEB))
        place.put_back({})
        for line in (
            "create configmap first --from-literal=a=b",
            *[COMMANDS["apply"].format(place.desk)] * (verb != "apply"),
            "create configmap second --from-literal=a=b",
        ):
            assert place(line).status == 0
        self.old = place.files()
        self.calls = place.calls(self.line)
        self.new = place.files()
        self.before = objects(undone(place, self.old))
        assert self.new["state.json"] != self.old["state.json"] and len(self.calls) > 30

    def run(self, call: Call, injury: str) -> Ended:
        self.place.put_back(self.old)
        return self.place.injured(self.line, call, injury)

    def became(self) -> str:
        """Whether the state is now the old one or the new one, to the byte."""
        now = self.place.state.read_bytes()
        return (
            "old"
            if now == self.old["state.json"]
            else "new"
            if now == self.new["state.json"]
            else "neither"
        )


def undone(place: Place, files: dict[str, bytes]) -> bytes:
    place.put_back(files)
    assert place("undo").status == 0
    return place.state.read_bytes()


def objects(state: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(state)["objects"]
    return found


@pytest.fixture(scope="module", params=COMMANDS)
def case(request: pytest.FixtureRequest, place: Place) -> Case:
    needs_strace()
    return Case(place, request.param)


@pytest.fixture(scope="module")
def apply(place: Place) -> Case:
    needs_strace()
    return Case(place, "apply")


def test_killed_at_any_call_the_old_state_or_the_new_one_is_there_and_can_be_taken_back(
    case: Case,
) -> None:
    """R1; and `undo` takes back what became of it, whichever it was, and leaves nothing lying
    about.
    """
    became = set()
    for call in case.calls:
        assert case.run(call, "signal=KILL").status == -signal.SIGKILL, call
        state = case.became()
        became.add(state)
        assert case.place("log").status == 0
        ended = case.place("redo" if (case.line, state) == ("undo", "new") else "undo")
        assert ended.status == 0, (call, ended)
        wanted = {"old": case.before, "new": objects(case.old["state.json"])}[state]
        assert plain(objects(case.place.state.read_bytes())) == plain(wanted), call
        assert not [name for name in case.place.files() if name.endswith(".tmp")], call
    assert became == {"old", "new"}


def plain(found: dict[str, object]) -> dict[str, object]:
    return json.loads(json.dumps(found, sort_keys=True))  # type: ignore[no-any-return]


def injuries(case: Case) -> Iterator[tuple[Call, str]]:
    """Every error at every call of apply, two of them at every call of the others."""
    for place, call in enumerate(case.calls):
        all_of_them = "apply" in case.line or os.environ.get("MINIK_FAULTS") == "all"
        for number in range(len(ERRORS)) if all_of_them else (2 * place, 2 * place + 1):
            yield call, ERRORS[number % len(ERRORS)]


def test_an_error_at_any_call_is_told_in_words_and_leaves_the_old_state(case: Case) -> None:
    """R2. What is told to be done is done, what is told to be refused left nothing."""
    for call, error in injuries(case):
        ended = case.run(call, f"error={error}")
        state = case.became()
        where = (call, error, ended, state)
        assert ended.status in (0, 1) and state != "neither", where
        assert "Traceback" not in ended.err and "defect" not in ended.err, where
        assert (state == "new") == (ended.status == 0 or "is changed, but" in ended.err), where
        assert ended.status == 0 or told(ended.err, error), where
        assert (
            error != "EINTR" or call.name not in BROKEN_OFF or (ended.status, ended.err) == (0, "")
        ), where
        assert not [name for name in case.place.files() if name.endswith(".tmp")] or call.name in (
            "unlink",
            "close",
        ), where


def told(text: str, error: str) -> bool:
    """Whether a refusal names the file and what the kernel said."""
    first = text.splitlines()[0]
    return (
        first.startswith("error: ")
        and "state.json" in first
        and os.strerror(getattr(errno, error)) in first
    )


@pytest.mark.parametrize("name", ["write", "copy_file_range", "fsync", "rename", "openat"])
def test_a_disk_that_stays_broken_is_told(apply: Case, name: str) -> None:
    for error in ("ENOSPC", "EIO"):
        first = (
            [call for call in apply.calls if call.name == name][-1].occurrence
            if name == "openat"
            else 1
        )
        apply.place.put_back(apply.old)
        ended = apply.place.injured(apply.line, Call(name, first), f"error={error}", for_good=True)
        assert apply.became() == ("new" if "is changed, but" in ended.err else "old")
        assert ended.status == 1 and told(ended.err, error), ended


def test_injured_again_while_it_recovers_nothing_is_lost_either(apply: Case) -> None:
    """R3: killed, then an error at the same place in the next command, then killed once more: the
    fourth time it works.
    """
    for call in apply.calls:
        apply.run(call, "signal=KILL")
        for injury in ("error=EIO", "signal=KILL"):
            ended = apply.place.injured(apply.line, call, injury)
            assert apply.became() != "neither" and "Traceback" not in ended.err, (call, ended)
        assert apply.place(apply.line).status == 0 and apply.became() == "new", call


@pytest.mark.parametrize("name", ["write", "copy_file_range"])
def test_a_disk_that_says_it_wrote_and_did_not_is_found_out(apply: Case, name: str) -> None:
    """R4, the worst of it: the call says that all is well, and nothing was written."""
    calls = [call for call in apply.calls if call.name == name]
    # The first write says who holds the lock, the last is the history's.
    for call in calls[1:-1] if name == "write" else calls:
        ended = apply.run(call, "retval=100")
        assert (ended.status, apply.became()) == (1, "old") and "less was written" in ended.err, (
            call,
            ended,
        )


def test_a_limit_on_the_size_of_files_is_a_short_write(apply: Case) -> None:
    """R4, as the kernel does it: a part is written, the rest refused."""
    for limit in (4096, 8192, len(apply.new["state.json"]) - 1):
        apply.place.put_back(apply.old)
        ended = apply.place(apply.line, limit=limit)
        assert (ended.status, apply.became()) == (1, "old") and "File too large" in ended.err, (
            limit,
            ended,
        )
        assert f"{len(apply.new['state.json'])} bytes are needed" in ended.err
        assert apply.place.files().keys() - {"state.json.previous"} == {
            "state.json",
            "state.json.history",
        }


@pytest.mark.parametrize("name", SIGNALS)
def test_interrupted_at_any_call_it_ends_as_a_program_should(apply: Case, name: str) -> None:
    """R15. A shell sees 130, 143, 129: the signal itself, or the status that stands for it. (Ctrl-C
    at every call, the others in turn.)
    """
    for call in apply.calls if name == "INT" else apply.calls[list(SIGNALS).index(name) - 1 :: 3]:
        ended = apply.run(call, f"signal={name}")
        assert apply.became() in (("new",) if name == "PIPE" else ("old", "new")), (call, ended)
        assert ended.status == SIGNALS[name] or (
            name == "INT" and (ended.status, apply.became()) == (0, "new")
        ), (call, ended)
        assert ended.err.strip() == "", (call, ended)
        assert apply.place("undo").status == 0, call


@pytest.mark.parametrize("error", ["ENOLCK", "EOPNOTSUPP"])
def test_where_files_cannot_be_locked_nothing_is_changed(apply: Case, error: str) -> None:
    """R13."""
    ended = apply.run(Call("flock", 1), f"error={error}")
    assert (
        (ended.status, apply.became()) == (1, "old")
        and "cannot lock files" in ended.err
        and "--state" in ended.err
    )
    assert apply.place("get services").status == 0


READS = ("get services", "log", "why web", "check", "describe service kubernetes")


@pytest.mark.parametrize("line", READS)
def test_a_look_is_refused_in_words_too(apply: Case, line: str) -> None:
    """Every call of a look, with an error of the disk: an answer or a refusal, never a traceback."""
    apply.place.put_back(apply.new)
    for call in apply.place.calls(line):
        for error in ("EIO", "EACCES"):
            ended = apply.place.injured(line, call, f"error={error}")
            assert ended.status in (0, 2 if line == "check" else 1), (call, ended)
            assert "Traceback" not in ended.err and "defect" not in ended.err, (call, ended)
            assert ended.status == 0 or told(ended.err, error), (call, ended)


def test_a_new_cluster_replaces_the_old_one_wholly_or_not_at_all(apply: Case) -> None:
    """R1, R2, R16: killed or refused at any call of `init --force`, the old cluster is where it
    was, or can be brought back to the byte.
    """
    place, line = apply.place, "init --force --workers 2"
    place.put_back(apply.new)
    calls = place.calls(line)
    made = place.state.read_bytes()
    assert place.folder.joinpath("state.json.bak").read_bytes() == apply.new["state.json"]
    for call in calls:
        for injury in ("signal=KILL", "error=EIO", "error=EPERM"):
            place.put_back(apply.new)
            ended = place.injured(line, call, injury)
            now = place.state.read_bytes()
            assert (
                now in (apply.new["state.json"], made)
                and "Traceback" not in ended.err
                and "defect" not in ended.err
            ), (call, ended)
            assert ended.status != 0 or now == made, (call, ended)
            if now == made:
                assert place("state restore --force").status == 0, call
                assert place.state.read_bytes() == apply.new["state.json"], call


def test_where_a_file_has_but_one_name_what_is_replaced_is_copied(apply: Case) -> None:
    """Some file systems know no hard links: there no state before the last command is kept, and a
    cluster that is replaced is.
    """
    apply.place.put_back(
        {name: content for name, content in apply.old.items() if not name.endswith(".previous")}
    )
    ended = apply.place.injured(apply.line, Call("link", 1), "error=EPERM")
    assert (ended.status, ended.err, apply.became()) == (
        0,
        "",
        "new",
    ) and "state.json.previous" not in apply.place.files()
    assert (
        apply.place.injured("init --force --workers 2", Call("link", 1), "error=EPERM").status == 0
    )
    assert apply.place.files()["state.json.bak"] == apply.new["state.json"]
    assert apply.place.folder.joinpath("state.json.bak").stat().st_mode & 0o777 == 0o600
