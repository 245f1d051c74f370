"""Every sentence that people can read has its Vietnamese, and the Vietnamese fits the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.support import Translations

from engine.deadlines import EventKind
from engine.errors import Bilingual, VinhDanhError
from engine.errors import Message as Said
from engine.lifecycle import InstanceState, TaskState
from engine.registry import Registry
from web.commands.saying import Voice
from web.translations.build import PARTS, TwoWords, assemble, messages_of, written
from web.translations.extract import sentences
from web.translations.sentences_in_code import Sentence, read_code
from web.wording import ROLES as POSITIONS
from web.words import WORDS
from workflows import gates
from workflows.council.sessions import SessionState
from workflows.dossiers import DossierState
from workflows.nominees import Outcome
from workflows.opinions import OpinionState
from workflows.procedures import ROLES
from workflows.registration import registry

PART_FILES = sorted(PARTS.glob("*.po-part"))
_PLACE = re.compile(r"%\((\w+)\)([sd])|%(?!%)(.)")


@cache
def collected() -> dict[Sentence, str]:
    return sentences()


@cache
def catalogue() -> Catalog:
    return assemble(PART_FILES)


@cache
def vietnamese() -> Voice:
    """What the terminal and the pages say, from the catalogue as it is compiled."""
    compiled = BytesIO()
    write_mo(compiled, catalogue())
    compiled.seek(0)
    return Voice("vi", Translations(compiled))


def entries() -> Iterator[tuple[str, Message]]:
    for part in PART_FILES:
        for message in messages_of(part):
            yield part.name, message


def english_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def said_in(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def places_of(text: str) -> set[str]:
    return {
        f"{name}:{kind}" if name else f"stray {stray}" for name, kind, stray in _PLACE.findall(text)
    }


# -- the catalogue is complete, and no more than that


def test_every_sentence_has_its_vietnamese():
    silent = [
        f"{place}: {sentence.text}"
        for sentence, place in collected().items()
        if (known := catalogue().get(sentence.text)) is None or not all(said_in(known))
    ]

    assert silent == []


def test_what_counts_things_in_english_does_so_in_vietnamese():
    wanted = {sentence.text: sentence.plural for sentence in collected() if sentence.plural}

    found = {
        english_of(message): str(message.id[1])
        for message in catalogue()
        if message.id and not isinstance(message.id, str)
    }

    assert found == wanted


def test_nothing_is_translated_that_nobody_says():
    said = {sentence.text for sentence in collected()}

    unused = [
        f"{part}: {english_of(message)}"
        for part, message in entries()
        if english_of(message) not in said
    ]

    assert unused == []


@pytest.mark.parametrize("part", PART_FILES, ids=lambda part: part.name)
def test_a_translation_has_the_places_of_its_sentence(part: Path):
    wrong = [
        f"{english_of(message)} → {text}"
        for message in messages_of(part)
        for text in said_in(message)
        if places_of(text) != _places_asked(message)
    ]

    assert wrong == []


def _places_asked(message: Message) -> set[str]:
    """Vietnamese has no plural, so its one sentence has the places of both English ones."""
    texts = (message.id,) if isinstance(message.id, str) else message.id
    return set().union(*(places_of(str(text)) for text in texts))


@pytest.mark.parametrize("part", PART_FILES, ids=lambda part: part.name)
def test_a_translation_ends_and_begins_as_its_sentence_does(part: Path):
    wrong = [
        f"{english_of(message)} → {text}"
        for message in messages_of(part)
        for text in said_in(message)
        if text != text.strip() or _end(text, of=message) != _end(english_of(message), of=message)
    ]

    assert wrong == []


def _end(text: str, of: Message) -> str:
    """A full sentence stays one, a label stays a label; abbreviations are neither."""
    is_told = " " in english_of(of) and text[-1] in ".…?:"
    return text[-1] if is_told else ""


def test_the_compiled_catalogue_is_the_one_of_the_parts(tmp_path: Path):
    target = tmp_path / "messages.po"
    target.write_bytes(written(catalogue()))

    assert written(assemble(PART_FILES)) == target.read_bytes()
    assert not [errors for message, errors in catalogue().check()]


def test_two_parts_that_quarrel_are_not_assembled(tmp_path: Path):
    (tmp_path / "a.po-part").write_text('msgid "Open"\nmsgstr "Mở"\n', "utf-8")
    (tmp_path / "b.po-part").write_text('msgid "Open"\nmsgstr "Đang mở"\n', "utf-8")

    with pytest.raises(TwoWords, match=r"b\.po-part and a\.po-part: 'Open'"):
        assemble(sorted(tmp_path.glob("*.po-part")))


# -- what the collection finds

CODE = '''
"""A module's docstring is read by nobody at the counter."""

WORDS = {"open": "Open", "vi": "Đang mở"}

class Missing(NotFound):
    """The paper is not there.

    More about it.
    """

def hand_in(context):
    """Nobody reads this either."""
    log.info("A line of the log")
    raise ValueError("For programmers only")
    refuse("late", "It came on %(day)s.", day=context.day)
    ngettext("%(num)d paper", "%(num)d papers", 2)
    gettext("all")
    Message("short", "ok")
    return f"Not a {context} sentence"
'''


def test_sentences_are_found_wherever_people_may_read_them():
    found = {sentence for sentence, _ in read_code({"web/pages/papers.py": CODE, **ERRORS})}

    assert found == {
        Sentence("Open"),
        Sentence("The paper is not there."),
        Sentence("Something went wrong."),
        Sentence("There is no such thing."),
        Sentence("It came on %(day)s."),
        Sentence("%(num)d paper", "%(num)d papers"),
        Sentence("all"),
        Sentence("ok"),
    }


ERRORS = {
    "engine/errors.py": '''
class VinhDanhError(Exception):
    """Something went wrong."""

class NotFound(VinhDanhError):
    """There is no such thing."""

class Elsewhere:
    """No error at all."""
'''
}


def test_what_the_office_registers_is_collected():
    texts = {sentence.text for sentence in collected()}
    office: Registry = registry()

    for gate in gates.ALL:
        assert {gate.title, *gate.reasons.values()} <= texts, gate.key
    assert {topic.title for topic in office.topics.values()} <= texts


def test_every_error_of_the_product_is_collected():
    texts = {sentence.text for sentence in collected()}

    told = {
        (error.__doc__ or "").strip().partition("\n")[0]
        for error in _below(VinhDanhError)
        if error.__module__.partition(".")[0] in ("engine", "forms", "workflows", "web")
    }

    assert len(told) > 50
    assert told <= texts


def _below(kind: type[VinhDanhError]) -> Iterator[type[VinhDanhError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


# -- facts within sentences


def test_positions_are_called_as_in_the_drawings():
    said = {key: vietnamese().sentence(english) for key, english in POSITIONS.items()}

    assert said == ROLES


@pytest.mark.parametrize(
    "states",
    [InstanceState, TaskState, EventKind, DossierState, Outcome, SessionState, OpinionState],
)
def test_every_state_that_sentences_name_has_a_word(states: type[StrEnum]):
    assert WORDS[states].keys() == set(states)


def test_a_state_is_said_in_words_of_its_own_set():
    opinion = Said(
        "x",
        "Only an admitted opinion is answered; this one is %(state)s.",
        {"state": OpinionState.REJECTED},
    )
    nominee = Said(
        "y",
        "This nominee does not go on anyway: the outcome is %(outcome)s.",
        {"outcome": Outcome.REJECTED},
    )

    assert vietnamese().message(opinion).endswith("không thụ lý.")
    assert vietnamese().message(nominee).endswith("không được thông qua.")


def test_data_in_both_languages_are_said_in_the_readers():
    line = Said(
        "x",
        "%(from)s is off: %(reason)s (%(source)s).",
        {
            "from": "02/09/2025",
            "reason": Bilingual("Quốc khánh", "National Day"),
            "source": "Đ.112",
        },
    )

    assert vietnamese().message(line) == "02/09/2025 nghỉ: Quốc khánh (Đ.112)."
    assert str(line) == "02/09/2025 is off: National Day (Đ.112)."


# -- templates say nothing past the catalogue

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
DOCUMENTS = {"council/minutes.html", "dossiers/decision.html"}
"""Papers of the office are Vietnamese by law, whoever reads them."""
SAMPLES = {"_components.html"}
SAME_EVERYWHERE = {"Excel", "SHA-256", "Tiếng Việt", "English"}

_TEMPLATING = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
_BETWEEN_TAGS = re.compile(r"(?<=>)[^<>]*?[^\W\d_]{3,}[^<>]*(?=<)")
_READ_ALOUD = re.compile(r'\b(?:title|alt|placeholder|aria-label)="([^"]*[^\W\d_]{3,}[^"]*)"')
_FORMATS = {"dd/mm/yyyy", "SHA-256"}


def bare_words_of(template: str) -> list[str]:
    text = _TEMPLATING.sub("", template)
    found = [*_BETWEEN_TAGS.findall(text), *_READ_ALOUD.findall(text)]
    # Attributes that a block keeps for later stand outside tags and are no words.
    bare = (said.strip() for said in found if '="' not in said)
    return [said for said in bare if said not in SAME_EVERYWHERE | _FORMATS]


@pytest.mark.parametrize(
    "template",
    [
        name
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (name := str(path.relative_to(TEMPLATES))) not in DOCUMENTS | SAMPLES
    ],
)
def test_a_template_takes_its_words_from_the_catalogue(template: str):
    assert bare_words_of((TEMPLATES / template).read_text("utf-8")) == []


def test_bare_words_are_found():
    said = bare_words_of('<p title="A hint">Bare words, {{ _("said") }}</p><b>{{ name }}</b>')

    assert said == ["Bare words,", "A hint"]


# -- scripts carry their own few sentences

SCRIPT_WORDS = Path(__file__).parents[2] / "web" / "frontend" / "words.js"
_SCRIPT_ENTRY = re.compile(r"^    (\w+): '((?:[^'\\]|\\.)*)',$", re.MULTILINE)


def words_of_scripts(language: str) -> dict[str, str]:
    text = SCRIPT_WORDS.read_text("utf-8")
    begin = text.index(f"  {language}: {{")
    return dict(_SCRIPT_ENTRY.findall(text[begin : text.index("\n  }", begin)]))


def test_scripts_speak_both_languages():
    vi, en = words_of_scripts("vi"), words_of_scripts("en")

    assert len(vi) > 10
    assert vi.keys() == en.keys()
    assert {key: _braces(text) for key, text in vi.items()} == {
        key: _braces(text) for key, text in en.items()
    }


def test_scripts_say_what_has_words_and_no_word_is_idle():
    scripts = [path for path in SCRIPT_WORDS.parent.glob("*.js") if path != SCRIPT_WORDS]
    code = "\n".join(path.read_text("utf-8") for path in scripts)
    words = words_of_scripts("vi").keys()

    assert set(_SAID.findall(code)) <= words
    assert [key for key in words if f"'{key}'" not in code] == []


_SAID = re.compile(r"\bsay\(\s*'(\w+)'")


def _braces(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))
