"""Files beside a state: written whole, and never in the place of a device or a pipe."""

import os
from pathlib import Path

import pytest

from minik.store import private_files


def test_a_text_takes_the_place_of_a_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kuberc"
    private_files.replace_text(str(path), "one")
    private_files.replace_text(str(path), "two")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("kuberc", "two")]


def test_a_text_takes_not_the_place_of_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "kuberc"
    os.mkfifo(path)
    with pytest.raises(OSError, match=private_files.NOT_PLAIN):
        private_files.replace_text(str(path), "one")
    assert path.is_fifo() and len(list(tmp_path.iterdir())) == 1


def test_pieces_follow_one_another_however_many_writes_they_take(tmp_path: Path) -> None:
    pieces = [b"%d," % number for number in range(private_files.AT_ONCE * 2 + 3)]
    with open(tmp_path / "f", "wb", 0) as file:
        private_files.write_pieces(file.fileno(), pieces)
    assert (tmp_path / "f").read_bytes() == b"".join(pieces)
