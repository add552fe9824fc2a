"""The library: a cluster as a value, for programs and tests. `from minik import Cluster` is its door.

What is asked and done is asked of the same functions as on the command line; nothing is decided
here. Nothing prints, and nothing is remembered between calls.
"""

from minik.discovery.environment import Environment as Environment
from minik.discovery.records import Record as Record
from minik.library.answers import Explanation as Explanation
from minik.library.answers import Journey as Journey
from minik.library.answers import Lookup as Lookup
from minik.library.answers import Resolution as Resolution
from minik.library.answers import Way as Way
from minik.library.cluster import Cluster as Cluster
from minik.library.records import Change as Change
from minik.library.records import Finding as Finding
from minik.library.records import Findings as Findings
from minik.library.records import Outcome as Outcome
from minik.library.records import Verdict as Verdict
from minik.library.refusals import Cause as Cause
from minik.library.refusals import Refusal as Refusal
from minik.library.rollouts import History as History
from minik.library.rollouts import Revision as Revision
from minik.library.rollouts import Rollout as Rollout
from minik.library.rollouts import RolloutStatus as RolloutStatus
from minik.library.server import Server as Server
from minik.library.settings import Settings as Settings
from minik.library.simulations import Simulation as Simulation
from minik.library.static_checks import check as check
from minik.library.static_checks import kustomize as kustomize
from minik.proxy.backends import Backend as Backend
from minik.proxy.routing import Route as Route
