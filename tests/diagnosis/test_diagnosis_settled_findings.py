"""What is said of a cluster and not of manifests: `python tests/diagnosis/settled_findings.py` writes it anew."""

import pytest
import settled_findings

from minik.diagnosis import causes

WRITTEN = settled_findings.written()


@pytest.mark.parametrize("name", causes.codes())
def test_what_is_said_of_a_cluster_alone_is_what_was_read(name: str) -> None:
    assert settled_findings.text(causes.codes()[name]) == WRITTEN.get(name, "")
