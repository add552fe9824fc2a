"""Every rule and every step of every packet: tests/proxy/written_rules.py writes them anew."""

import pytest
import written_rules


@pytest.mark.parametrize(
    ("name", "text"), list(written_rules.texts()), ids=lambda value: value[:30]
)
def test_a_mode_writes_what_was_read(name: str, text: str) -> None:
    assert (written_rules.FOLDER / f"{name}.txt").read_text(encoding="utf-8") == text + "\n"
