"""The law of one truth: whatever a cluster is like, `resolve`, `why`, `check`, `trace`, `dns` and
`env` do not contradict each other.
"""

from pathlib import Path

import pytest
import random_clusters
from one_truth import contradictions
from sample_clusters import RECORDED, SAMPLES, applied, label, recorded, sample


@pytest.mark.parametrize("folder", SAMPLES, ids=label)
def test_samples(folder: Path) -> None:
    assert not list(contradictions(sample(folder)))


@pytest.mark.parametrize("path", RECORDED, ids=label)
def test_recorded_clusters(path: Path) -> None:
    assert not list(contradictions(recorded(path)))


@pytest.mark.parametrize("seed", range(60))
def test_random_clusters(seed: int) -> None:
    assert not list(contradictions(random_clusters.recorded(seed)))


@pytest.mark.parametrize("seed", range(12))
def test_random_manifests(seed: int) -> None:
    family = ("", "ipv6", "dual")[seed % 3]
    assert not list(contradictions(applied(random_clusters.written(seed), family=family)))
