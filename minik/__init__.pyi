from minik.library import Cluster as Cluster
from minik.library import Refusal as Refusal
from minik.library import Server as Server
from minik.library import check as check
from minik.library import kustomize as kustomize

__version__: str
LIBRARY: tuple[str, ...]
