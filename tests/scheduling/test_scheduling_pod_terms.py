"""Questions that pods ask about pods: looked up by labels, they are the same ones that a search
among all would find.
"""

from hypothesis import given
from hypothesis import strategies as st
from objects import build

from minik.model.object import Object
from minik.model.selectors import Requirement
from minik.scheduling.pod_terms import PodTerm, ScheduledPods, TermCounts

NAMES, VALUES = st.sampled_from(["app", "tier"]), st.sampled_from(["a", "b", ""])
NAMESPACES = st.sampled_from(["default", "shop"])
SELECTORS = st.lists(
    st.builds(
        Requirement,
        NAMES,
        st.sampled_from(["in", "notin", "exists", "!"]),
        st.lists(VALUES, max_size=3).map(tuple),
    ),
    max_size=2,
).map(tuple)
QUESTIONS = st.builds(PodTerm, st.just("zone"), st.frozensets(NAMESPACES), SELECTORS)


def pod(namespace: str, labels: dict[str, str], *, leaving: bool = False) -> Object:
    gone = {"deletionTimestamp": "2026-11-23T08:00:00Z"} if leaving else {}
    return build("Pod", "web", namespace, metadata={"labels": labels, **gone})


PODS = st.builds(pod, NAMESPACES, st.dictionaries(NAMES, VALUES), leaving=st.booleans())


@given(st.lists(QUESTIONS, max_size=6), PODS)
def test_the_questions_that_mean_a_pod_are_found_once_each(
    questions: list[PodTerm], one: Object
) -> None:
    tally = TermCounts()
    for question in questions:
        tally.of(question)["here"] += 1
    found = [
        question for question, count in tally.matching_terms(one) if count == tally.of(question)
    ]
    assert len(found) == len(set(found))
    assert set(found) == {question for question in questions if question.matches_pod(one)}


@given(st.lists(PODS, max_size=6), st.lists(PODS, max_size=3), QUESTIONS)
def test_the_pods_that_are_meant_are_found_whenever_they_came(
    first: list[Object], more: list[Object], question: PodTerm
) -> None:
    placed = ScheduledPods(first)
    for so_far, added in ((first, []), ([*first, *more], more)):
        for one in added:
            placed.add(one)
        wanted = [
            id(one)
            for one in so_far
            if question.matches_pod(one) and "deletionTimestamp" not in one["metadata"]
        ]
        assert sorted(map(id, placed.matching_pods(question))) == sorted(wanted)
