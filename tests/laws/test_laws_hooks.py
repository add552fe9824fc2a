"""The pre-commit hooks and the GitHub Action run what they say: their own command lines, on good
and bad manifests.
"""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import minik

ROOT = Path(__file__).parents[2]
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
BAD = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports:\n  - port: 0\n"
LONELY = (
    BAD.replace("port: 0", "port: 80")
    + """---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: Web}}
  template: {metadata: {labels: {app: Web}}, spec: {containers: [{name: main, image: web}]}}
"""
)
CUSTOM = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n"
ANNOTATED = "::error file=bad/bad.yaml,line=7,title=Service web::"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("good", GOOD), ("bad", BAD), ("lonely", LONELY), ("custom", CUSTOM)):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yaml").write_text(text)
    return tmp_path


def ran(command: list[str], folder: Path, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": PATH, "MINIK_STATE": str(folder / "state.json"), **environment},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "given", "status", "said"),
    [
        ("minik-validate", ["good/good.yaml"], 0, "1 document: 1 valid"),
        ("minik-validate", ["good/good.yaml", "bad/bad.yaml"], 1, "bad/bad.yaml:7: Service web: "),
        ("minik-validate", ["custom/custom.yaml"], 0, "not judged"),
        ("minik-check", ["good"], 0, "no findings"),
        ("minik-review", ["good", "good"], 0, "Nothing changes"),
        ("minik-review", ["good", "bad"], 1, "object-refused"),
        ("minik-check", ["lonely"], 1, "selector-matches-nothing"),
    ],
)
def test_a_hook_finds_what_is_wrong(
    folder: Path, name: str, given: list[str], status: int, said: str
) -> None:
    ended, text = ran([*HOOKS[name]["entry"].split(), *given], folder)
    assert ended == status
    assert said in text


ACTION: dict[str, Any] = yaml.safe_load((ROOT / ".github/actions/minik/action.yml").read_text())
STEP = ACTION["runs"]["steps"][-1]


@pytest.mark.parametrize(
    ("inputs", "status", "said"),
    [
        ({"files": "good"}, 0, []),
        ({"files": "good\nbad/bad.yaml"}, 1, [f"{ANNOTATED}spec.ports[0].port: Invalid value: 0"]),
        (
            {"files": "bad", "validate": "false"},
            1,
            ["::error file=bad/bad.yaml,line=7,title=document-refused%3A Service default/web"],
        ),
        (
            {"files": "lonely"},
            1,
            [
                "::error file=lonely/lonely.yaml,line=5,title=selector-matches-nothing%3A Service default/web"
            ],
        ),
        ({"files": "lonely", "check": "false"}, 0, []),
        ({"files": "custom"}, 0, []),
        (
            {"files": "custom", "unknown": "refuse"},
            1,
            ["::error file=custom/custom.yaml,line=2,title=Widget a::resource mapping not found"],
        ),
        ({"files": "."}, 1, [ANNOTATED]),
    ],
)
def test_the_action_annotates_what_is_wrong(
    folder: Path, inputs: dict[str, str], status: int, said: list[str]
) -> None:
    given = {
        name: inputs.get(name, str(value.get("default")))
        for name, value in ACTION["inputs"].items()
    }
    ended, text = ran(
        ["bash", "-eo", "pipefail", "-c", STEP["run"]],
        folder,
        **{name.upper(): value for name, value in given.items()},
    )
    assert ended == status
    assert all(line in text for line in said)
    assert said or "::" not in text


def test_the_action_reviews_a_change_in_the_summary_of_the_job(folder: Path) -> None:
    work = folder / "lonely"
    sound = LONELY.replace("{app: Web}", "{app: web}").replace("replicas: 1", "")
    (work / "lonely.yaml").write_text(sound)
    for line in ("init -q -b main", "add lonely", "-c user.name=x -c user.email=x commit -q -m x"):
        subprocess.run(["git", *line.split()], cwd=folder, check=True)
    (work / "lonely.yaml").write_text(LONELY)
    summary = folder / "summary.md"
    ended, _ = ran(
        ["bash", "-eo", "pipefail", "-c", STEP["run"]],
        folder,
        FILES="lonely",
        VALIDATE="false",
        CHECK="false",
        SEVERITY="warning",
        REVIEW="main",
        GITHUB_STEP_SUMMARY=str(summary),
    )
    assert ended == 1
    assert "#### Stops answering" in summary.read_text()
    assert "| Service default/web | 1 backend answered, none does any more" in summary.read_text()


OTHER_FILES = {
    ".github/workflows/ci.yml": "name: CI\non: [push]\njobs: {}\n",
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "replicas: 1\n",
    "chart/templates/web.yaml": "kind: Service\nspec:\n  {{- if .Values.x }}\n  a: b\n",
    "docker-compose.yml": "services:\n  web:\n    image: nginx\n",
    "deploy/kustomization.yaml": "resources: [good.yaml]\n",
}


def test_the_action_by_default_takes_a_repository_as_it_is(tmp_path: Path) -> None:
    for name, text in {**OTHER_FILES, "deploy/good.yaml": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    given = {name.upper(): str(value.get("default")) for name, value in ACTION["inputs"].items()}
    ended, text = ran(["bash", "-eo", "pipefail", "-c", STEP["run"]], tmp_path, **given)
    assert ended == 0 and "::" not in text, text


def test_the_image_copies_what_is_there() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if re.match(r"COPY (?!--)", line)]
    assert copied and all((ROOT / path).exists() for path in copied)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ".git" in ignored and not {"minik", "completions", ".ci", "README.md"} & set(ignored)


def test_the_image_is_small_and_runs_without_rights() -> None:
    """No engine is needed to see it: what is copied into the last stage, and who runs there."""
    first, last = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-2:]
    assert all(
        stage.partition("\n")[0].endswith(("-slim AS build", "-slim")) for stage in (first, last)
    )
    assert re.findall(r"(?m)^COPY (.*)", last) == ["--from=build /opt/minik /opt/minik"]
    assert re.findall(r"(?m)^USER (\w+)$", last) == ["minik"] and "useradd --uid 10001" in last
    assert last.index("USER minik") < last.index("ENTRYPOINT") and "--without-pip" in first
    assert not re.search(r"gcc|build-essential|\bpip\b|\bmake\b", last)


PINNED = dict(
    line.split("==")
    for line in (ROOT / ".ci" / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
)


def needed(name: str) -> Iterator[str]:
    """Yield what an installed distribution needs at run time, all the way down."""
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)
            yield from needed(requirement.name)


def test_the_image_and_the_action_pin_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    for name in sorted(names):
        names.update(map(canonicalize_name, needed(name)))
    assert names <= set(map(canonicalize_name, PINNED))
    assert "-c /source/.ci/constraints.txt" in (ROOT / "Dockerfile").read_text()
    installing = next(
        step["run"] for step in ACTION["runs"]["steps"] if "SOURCE" in step.get("env", {})
    )
    assert '--constraint "$SOURCE/.ci/constraints.txt"' in installing
    pipelines = (ROOT / "docs" / "pipelines.md").read_text()
    assert f".github/actions/minik@v{minik.__version__}\n" in pipelines


def test_the_action_hands_every_input_on() -> None:
    assert STEP["env"] == {name.upper(): f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}
