"""Every page in English: nothing Vietnamese but what people typed and what laws are called."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

import pytest
from sqlalchemy import select

from engine.tables import metadata
from tests.web.everything import NOBODY, Everything, founded
from workflows.law.packs import FOLDER

VIETNAMESE = re.compile(
    r"[^\W\d_]*[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ][^\W\d_]*",
    re.IGNORECASE,
)
PAPERS = frozenset({"council.minutes", "dossiers.decision", "dossiers.receipt"})
"""Papers of the office are Vietnamese whoever prints them."""

SAMPLES = frozenset({"demo.components"})
NOT_TYPED = frozenset({"resource", "law_edition", "deployment", "process_definition", "user_task"})
"""Tables whose texts come with the product: those have English beside them."""

ALWAYS = ("Tiếng Việt", "đồng", "03/BB-HĐTĐKT")
"""The name of the language, of the money, and the example of a number as offices write it."""

OFFICIAL = frozenset({"filing.index", "filing.form", "law.index"})
"""Pages that give the official name of a procedure or an act beside what it is in English."""

SEEN_BY = ("admin", "officer", "secretary", "head", "nominator", "clerk", "chairman", NOBODY)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    made = founded(tmp_path_factory.mktemp("site"))
    yield made
    made.site.world.engine.database.close()


@pytest.mark.parametrize("who", SEEN_BY)
def test_english_readers_meet_no_vietnamese_but_names(everything: Everything, who: str) -> None:
    asker = everything.asker(who)
    asker.visitor.client.set_cookie("vinhdanh_lang", "en", domain="localhost")
    typed = sorted(_typed(everything), key=len, reverse=True)
    left = {}

    for rule, method, address, _ in everything.addresses():
        left_out = PAPERS | SAMPLES | OFFICIAL
        if method != "GET" or rule.endpoint.startswith("api.") or rule.endpoint in left_out:
            continue
        page = asker.visitor.client.get(address)
        if page.mimetype != "text/html" or page.status_code == 303:
            continue
        assert '<html lang="vi"' not in page.text, address
        found = set(VIETNAMESE.findall(_without(_words(page.text), [*typed, *ALWAYS])))
        if found:
            left[rule.endpoint] = sorted(found)

    assert left == {}


def _words(page: str) -> str:
    """What is read on a page, in its texts and its labels."""
    shown = re.sub(r"<(script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    # Two letters of a name stand for a person in the frame.
    shown = re.sub(r'<[^>]*class="v-avatar[^>]*>[^<]*<', "<", shown)
    labels = re.findall(r'\b(?:title|alt|aria-label|placeholder|value)="([^"]*)"', shown)
    texts = re.sub(r"<[^>]+>", " | ", shown)
    return " ".join(html.unescape(" ".join([texts, *labels])).split())


def _without(text: str, typed: Iterable[str]) -> str:
    for one in typed:
        text = text.replace(one, " ")
    return text


def _typed(everything: Everything) -> set[str]:
    """Texts that people wrote, and the names of acts of law."""
    found = set(_texts(tomllib.loads((FOLDER / "acts.toml").read_text("utf-8"))))
    with everything.site.world.engine.view() as view:
        for table in metadata.tables.values():
            if table.name not in NOT_TYPED:
                found |= {
                    text
                    for row in view.connection.execute(select(table))
                    for text in _texts(tuple(row))
                }
    # Pages also call the office by its place alone.
    return found | {text.removeprefix("UBND ") for text in found}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if VIETNAMESE.search(value):
            yield " ".join(value.split())
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
