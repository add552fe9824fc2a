"""What a server writes before it serves."""

import os
import stat
from pathlib import Path

import pytest

from minik.errors import ClientError
from minik.serve import api_start

URL = "http://127.0.0.1:8001"


def test_the_kubeconfig_is_its_owners_alone_in_a_folder_that_was_not_there(tmp_path: Path) -> None:
    file = tmp_path / "new" / "state" / "kubeconfig"
    api_start.write_kubeconfig(str(file), URL, None, makes_folder=True)
    assert URL in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_pipe_in_its_place_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    os.mkfifo(file)
    with pytest.raises(ClientError, match="cannot write the kubeconfig .*: not a plain file"):
        api_start.write_kubeconfig(str(file), URL, None)
    assert stat.S_ISFIFO(file.stat().st_mode)
