"""The manifests that a test's marker names: paths beside the file of the test, text, or objects."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from minik.library.cluster import Cluster
from minik.library.manifests import is_text
from minik.light_typing import Any


def apply(
    cluster: Cluster, given: Sequence[Any], options: Mapping[str, Any], folders: Sequence[Path]
) -> Cluster:
    """Return the cluster with the manifests of a marker applied."""
    return cluster.apply([beside(one, folders) for one in given], **options)


def beside(given: Any, folders: Sequence[Path]) -> Any:
    """Return a path as it stands below the first folder that has it; anything else as it is."""
    if not isinstance(given, (str, Path)) or isinstance(given, str) and is_text(given):
        return given
    return next((folder / given for folder in folders if (folder / given).exists()), given)
