"""Who may do what, as expressions ask it."""

import pytest

from minik.cel.environment import Environment
from minik.cel.libraries.authorizer import AUTHORIZER, Answer, Authorizer, Question
from minik.cel.programs import compile_text
from minik.cel.values import EvaluationError

QUESTIONS = {
    "authorizer.path('/healthz').check('get')": Question("get", path="/healthz"),
    "authorizer.group('apps').resource('deployments').subresource('scale').namespace('x').name('y').check('update')": Question(
        "update", "apps", "deployments", "scale", "y", "x"
    ),
    "authorizer.serviceAccount('a', 'b').group('').resource('pods').check('list')": Question(
        "list", resource="pods", user="system:serviceaccount:a:b"
    ),
    "authorizer.group('').resource('pods').fieldSelector('a=b').labelSelector('c').check('list')": Question(
        "list", resource="pods"
    ),
}


def value(text: str, asked: list[Question]) -> object:
    def decide(question: Question) -> Answer:
        asked.append(question)
        return Answer(allowed=True, reason="for a reason")

    environment = Environment({"authorizer": AUTHORIZER}, ("authorizer",))
    return compile_text(text, environment).evaluate({"authorizer": Authorizer(decide)})[0]


@pytest.mark.parametrize(("text", "question"), QUESTIONS.items())
def test_what_is_asked(text: str, question: Question) -> None:
    asked: list[Question] = []
    assert value(f"{text}.allowed()", asked) is True
    assert asked == [question]


def test_what_is_answered() -> None:
    check = "authorizer.path('/x').check('get')"
    assert value(f"{check}.reason()", []) == "for a reason"
    assert value(f"{check}.errored()", []) is False
    assert value(f"{check}.error()", []) == ""


WRONG = {
    "authorizer.path('').check('get').allowed()": "path must not be empty",
    "authorizer.serviceAccount('A', 'b').path('/x').check('get').allowed()": "Invalid service account namespace",
    "authorizer.serviceAccount('a', 'B').path('/x').check('get').allowed()": "Invalid service account name",
}


@pytest.mark.parametrize(("text", "words"), WRONG.items())
def test_what_cannot_be_asked(text: str, words: str) -> None:
    with pytest.raises(EvaluationError) as refusal:
        value(text, [])
    assert refusal.value.message == words


def test_a_check_is_dear() -> None:
    environment = Environment({"authorizer": AUTHORIZER}, ("authorizer",))
    program = compile_text("authorizer.path('/x').check('get').allowed()", environment)
    _, cost = program.evaluate({"authorizer": Authorizer(lambda _: Answer(True))})
    assert 350_000 <= cost < 350_010
