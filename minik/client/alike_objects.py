"""Objects that are applied in one command and differ in their names alone.

The first is taken in as every object is. When a second one comes, what the plugins have made of the first
becomes a form, in which its names, its uid, its annotation and what a plugin makes of a name are blanks.
The second is taken in as every object is, too, and the form has to give the same; from then on the form
is filled in, and nothing is judged again that was found sound (`intake/likeness.py` says why). Addresses
and times are each object's own.

That lasts while nothing changes in the draft but objects of such kinds, and as long as there is nothing
to which names matter: a quota counts, a policy may look at anything.
"""

from collections.abc import Sequence

from minik import kinds
from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import MinikError
from minik.intake import admission, last_applied, registry, system_metadata, validation
from minik.intake.likeness import Unlike, shape_of
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import writers
from minik.model.admission_plugin import AdmissionPlugin, Operation
from minik.model.cluster import Draft
from minik.model.forms import Fill, form_of, text_form
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.sharing import Trials

Plugins: TypeAlias = Sequence[AdmissionPlugin]
MOST = 512  # so many shapes are remembered; then it begins anew


class Given(NamedTuple):
    """A document, the bytes of its shape, its names, and the plugins that make something of a name."""

    document: Document
    shape: bytes
    names: list[str]
    makers: Plugins

    def texts(self, draft: Draft) -> list[str]:
        """Return what goes into the blanks, less the annotation: names, uid, what plugins make."""
        value = self.document.value
        made = [plugin.made_of_name(value, draft) for plugin in self.makers if plugin.made_of_name]
        return [*self.names, system_metadata.new_uid(draft, objects.key(value)), *made]


class Form(NamedTuple):
    """An object as the plugins have made it, and its annotation, with blanks."""

    object: Fill
    annotation: Fill

    def filled(self, texts: list[str]) -> Object:
        """Return the object of these texts."""
        obj: Object = self.object([*texts, self.annotation(texts)])
        return obj


class Forms:
    """What is remembered of one draft by shape: the first document, once there is a second the form."""

    def __init__(self) -> None:
        self.by_shape: dict[bytes, Given | Form] = {}
        self.makers: dict[str, Plugins | None] = {}
        self.others: list[tuple[str, int]] = []
        self.trials = Trials()

    def given(self, draft: Draft, kind: Kind, document: Document) -> Given | None:
        """Return what is known of a document; None where it is like no other. Forget everything where
        an object has changed at which plugins may look.
        """
        others = [one for one in draft.touched.items() if not has_free_names(one[0])]
        if others != self.others:
            self.others = others
            self.by_shape.clear()
            self.makers.clear()
        if kind.key not in self.makers:
            self.makers[kind.key] = name_makers(draft, kind)
        makers = self.makers[kind.key]
        if makers is None or not self.trials.pay():
            return None
        try:
            return Given(document, *shape_of(document.value, kind.free_names or ()), makers)
        except (KeyError, TypeError, Unlike):
            return None

    def learn(self, draft: Draft, kind: Kind, given: Given) -> None:
        """Remember a document that was taken in; of the second of a shape make a form, and try it."""
        first = self.by_shape.get(given.shape)
        if len(self.by_shape) >= MOST:
            self.by_shape.clear()
        self.by_shape[given.shape] = given
        if isinstance(first, Given):
            form = make_form(draft, kind, first)
            if form.filled(given.texts(draft)) == admitted(draft, kind, given.document):
                self.by_shape[given.shape] = form


def new_forms(_: Draft) -> Forms:
    return Forms()


def has_free_names(kind: str) -> bool:
    """Return whether names of a kind mean nothing else."""
    return kinds.kind_of_key(kind).free_names is not None


def name_makers(draft: Draft, kind: Kind) -> Plugins | None:
    """Return the plugins that make something of the name of a new object; None where names matter to the
    kind, or to one that looks at it.
    """
    disabled = draft.settings.disabled_admission_plugins
    asked = [
        plugin
        for plugin in admission.load_for(kind.key)
        if Operation.CREATE in plugin.operations and plugin.name not in disabled
    ]
    if kind.free_names is None or any(
        plugin.alike_without is None or any(map(draft.may_hold, plugin.alike_without))
        for plugin in asked
    ):
        return None
    return [plugin for plugin in asked if plugin.made_of_name]


def create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object of a document that is applied; there is none of its name."""
    forms = draft.pool("alike objects", new_forms)
    given = forms.given(draft, kind, document)
    form = forms.by_shape.get(given.shape) if given else None
    if given and isinstance(form, Form):
        forms.trials.finds += 1
        try:
            obj = store(draft, kind, form.filled(given.texts(draft)))
            return Outcome(kind, obj, "created")
        except MinikError:
            draft.forget_pools()  # it is refused, and worded, where it is judged whole
    outcome = create_alone(draft, kind, document)
    if given and given.shape and not outcome.warnings:
        forms.learn(draft, kind, given)
    return outcome


def create_alone(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object of a document that is applied, as if it were the only one."""
    return requests.create(draft, kind, annotated(document))


def annotated(document: Document) -> Document:
    """Return the document as it is sent."""
    return document._replace(value=last_applied.with_annotation(document.value))


def make_form(draft: Draft, kind: Kind, given: Given) -> Form:
    """Return the form of what the plugins make of a document."""
    obj = admitted(draft, kind, given.document)
    text = last_applied.annotation_text(obj)
    words = [*given.texts(draft), text]
    numbers = {word: number for number, word in enumerate(words)}
    return Form(form_of(obj, numbers), text_form(text, given.names))


def admitted(draft: Draft, kind: Kind, document: Document) -> Object:
    """Return what the plugins make of a document. Raises their refusals."""
    sent = validation.decode(annotated(document), kind)
    new = kind.default(system_metadata.as_new(sent, kind, draft))
    return admission.mutate(registry.new_request(new, None, kind, draft))


def store(draft: Draft, kind: Kind, obj: Object) -> Object:
    """Store an object as the plugins have made it; return it as stored. Raises what allocation refuses."""
    new = kind.prepare(kind.allocate(obj, None, draft), None, draft)
    made = system_metadata.with_creation_metadata(new, kind, draft)
    return registry.store(draft, kind, writers.note(made, draft.writer.name))
