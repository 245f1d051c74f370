"""The superior elsewhere: a signed package out, a signed answer in, nothing else (R-AUTH-10)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.checkpoints import read_key
from engine.text import squeeze
from tests.documents.conftest import ADDRESS
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import PDF, nomination
from tests.scenario.superior import Superior
from tests.scenario.test_xet_cap_tren import FITTING
from tests.web.site import Site, Visitor, opened
from web.pages.packages import KEY_FILE
from workflows.attachments import BlobStore
from workflows.documents.making import render_due
from workflows.documents.rendering import Press
from workflows.law import LawBook
from workflows.package_files import packed
from workflows.submitting import newest_submission

LETTER = "Tờ trình 01-TTr-UBND.pdf"
"""The submission itself, finished when it got its number."""


@dataclass
class Pair:
    """Two installations that know nothing of each other but their keys."""

    commune: Site
    district: Site
    above: Superior

    @property
    def registrar(self) -> Visitor:
        return self.commune.as_("registrar")

    @property
    def clerk(self) -> Visitor:
        """Somebody of the superior's office, in the superior's installation."""
        return self.district.as_("clerk")

    def submits(self) -> Dossier:
        office = self.commune.office
        rows = [nomination(number, award="cstdcs") for number in (1, 2)]
        dossier = office.files("cstdcs", rows, title="CSTĐCS năm 2023")
        journey = Journey(office, criteria=FITTING)
        journey.goes(dossier, until="register_submission")
        journey.sends(dossier, delivery="package")
        assert self.registrar.post(f"/ho-so/{dossier.record.code}/goi.zip").status_code == 409
        render_due(office.world.engine, Press(BlobStore(self.commune.data_dir), ADDRESS))
        self.have_the_same_day()
        return dossier

    def have_the_same_day(self) -> None:
        """Days pass for both, whichever of them did something meanwhile."""
        clocks = [site.world.clock for site in (self.commune, self.district)]
        for clock in clocks:
            clock.set(max(one.now() for one in clocks))

    def package_of(self, who: Visitor, dossier: Dossier) -> bytes:
        answer = who.post(f"/ho-so/{dossier.record.code}/goi.zip")
        assert answer.status_code == 200
        return bytes(answer.data)

    def considered(self, below: Dossier) -> Dossier:
        (found,) = self.above.dossiers_of(below)
        return found


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    commune, district = opened(tmp_path / "xa"), opened(tmp_path / "huyen")
    for site in (commune, district):
        BlobStore(site.data_dir).put(io.BytesIO(PDF))
    above = Superior.of(district.world)
    # In the superior's installation its own office stands at the front desk.
    district.world.people.update(above.world.people)
    know(commune, "UBND huyện Yên Châu", "H52.1", key_of(district), role="superior")
    know(district, "UBND thị trấn Yên Châu", "H52.1.1", key_of(commune), role="below")
    yield Pair(commune, district, above)
    commune.world.engine.database.close()
    district.world.engine.database.close()


def key_of(site: Site) -> str:
    shown = site.as_("admin").get("/goi-ho-so").text
    return shown.split('<code class="v-fingerprint">')[-1][:64]


def know(site: Site, name: str, code: str, key: str, *, role: str) -> None:
    values = {
        "name": name,
        "agency_code": code,
        "role": role,
        "public_key": key,
        "document": "12/CV ngày 02/11",
    }
    answer = site.as_("admin").post("/goi-ho-so/noi-gui", values)
    assert answer.status_code == 303


def take_in(who: Visitor, package: bytes) -> str:
    """What the page says after a package was handed in; empty when it was taken in."""
    file = (io.BytesIO(package), "goi.zip")
    answer = who.post("/goi-ho-so", {"package": file}, content_type="multipart/form-data")
    return "" if answer.status_code == 303 else squeeze(answer.text)


def test_a_package_goes_up_and_its_answer_comes_down(pair: Pair) -> None:
    below = pair.submits()
    assert below.waits_at("await_answer")

    assert take_in(pair.clerk, pair.package_of(pair.registrar, below)) == ""
    above = pair.considered(below)
    assert above.record.origin == "package"
    assert above.record.unit_name == "UBND thị trấn Yên Châu"
    arrived = pair.district.office.files_of(above)
    assert [one for one in arrived if one[0] != LETTER] == pair.commune.office.files_of(below)
    assert len(arrived) == len(pair.commune.office.files_of(below)) + 1

    journey = Journey(pair.above.office, outcomes=["eligible", "ineligible"])
    journey.goes(above, until="publish_decision")
    pair.have_the_same_day()
    answer = pair.package_of(pair.district.as_("registrar"), above)
    assert take_in(pair.registrar, answer) == ""
    pair.commune.world.sweep()

    assert below.outcomes == ["awarded", "rejected"]
    assert below.waits_at("publish_decision")
    assert below.incidents == above.incidents == []


def test_a_submission_that_is_sent_back_elsewhere_comes_back_to_the_appraisal(pair: Pair) -> None:
    below = pair.submits()
    take_in(pair.clerk, pair.package_of(pair.registrar, below))
    above = pair.considered(below)
    pair.above.office.asks_for_supplement(above)

    answer = pair.package_of(pair.district.as_("registrar"), above)
    assert take_in(pair.registrar, answer) == ""
    pair.commune.world.sweep()

    assert below.open_steps == ["appraise"]


def rewritten(package: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with its entries changed, or left out where nothing is given back."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return buffer.getvalue()


def with_more(package: bytes, name: str, content: bytes = b"%PDF-1.7 more\n%%EOF\n") -> bytes:
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a") as target:
        target.writestr(name, content)
    return buffer.getvalue()


def another_name(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    return content.replace("Lò Thị Xuân 1".encode(), "Lò Thị Xuân 9".encode())


def another_file(name: str, content: bytes) -> bytes:
    return content.replace(b"a scan", b"A SCAN") if name.startswith("files/") else content


def another_key(name: str, content: bytes) -> bytes:
    if name != "manifest.sig":
        return content
    said = json.loads(content)
    return json.dumps({**said, "key": "ab" * 32}).encode()


TAMPERED: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("a name", lambda p: rewritten(p, another_name), "Chữ ký không khớp"),
    ("a file", lambda p: rewritten(p, another_file), "bị sửa, bị thiếu hoặc bị thêm"),
    ("the key", lambda p: rewritten(p, another_key), "chưa được nhập"),
    (
        "a file left out",
        lambda p: rewritten(p, lambda n, c: None if n.startswith("files/") else c),
        "bị sửa, bị thiếu hoặc bị thêm",
    ),
    ("a file more", lambda p: with_more(p, f"files/{'0' * 64}"), "bị sửa, bị thiếu hoặc bị thêm"),
    ("a way out", lambda p: with_more(p, "../../etc/passwd"), "không thuộc về gói"),
    ("the same twice", lambda p: with_more(p, "manifest.json"), "không thuộc về gói"),
    ("half of it", lambda p: p[: len(p) // 2], "bị hỏng"),
    ("no package", lambda p: b"%PDF-1.7", "bị hỏng"),
    ("no seal", lambda p: rewritten(p, lambda n, c: None if "sig" in n else c), "bị hỏng"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_whatever_was_changed_on_the_way_is_refused_and_begins_nothing(pair: Pair) -> None:
    below = pair.submits()
    package = pair.package_of(pair.registrar, below)

    for what, change, why in TAMPERED:
        said = take_in(pair.clerk, change(package))
        assert why in said, (what, said[said.find("v-note") :][:300])
        assert pair.above.dossiers_of(below) == [], what

    assert take_in(pair.clerk, package) == ""
    assert "đã được nhận" in take_in(pair.clerk, package)
    assert len(pair.above.dossiers_of(below)) == 1


def test_an_office_that_is_trusted_no_longer_sends_nothing_more(pair: Pair) -> None:
    below = pair.submits()
    package = pair.package_of(pair.registrar, below)
    admin = pair.district.as_("admin")
    page = admin.get("/goi-ho-so").text
    partner = page.split("/goi-ho-so/noi-gui/")[1].split("/")[0]

    admin.post(f"/goi-ho-so/noi-gui/{partner}/thoi-nhan")

    assert "chưa được nhập" in take_in(pair.clerk, package)


def test_an_answer_is_for_the_dossier_that_waits_and_for_it_once(pair: Pair) -> None:
    below = pair.submits()
    take_in(pair.clerk, pair.package_of(pair.registrar, below))
    above = pair.considered(below)
    pair.above.office.refuses(above)
    answer = pair.package_of(pair.district.as_("registrar"), above)
    Journey(pair.commune.office, criteria=FITTING).is_answered(below)

    assert "không có hồ sơ nào" in take_in(pair.registrar, answer).lower()
    assert below.outcomes == ["awarded", "awarded"]


def signed_by(key: Ed25519PrivateKey, below: Dossier, **changed: object) -> bytes:
    """An answer to what a dossier has sent up, as whoever has the key can write it."""
    with below.world.engine.view() as view:
        sent = newest_submission(view, below.id)
    assert sent is not None
    content: dict[str, object] = {
        "id": sent.id,
        "code": below.record.code,
        "result": "decided",
        "authority": "Chủ tịch UBND huyện Yên Châu",
        "symbol": "245/QĐ-UBND",
        "dated": "2023-11-28",
        "note": "",
        "answers": {row.id: "awarded" for row in below.nominees},
        **changed,
    }
    return packed({"kind": "answer", "content": content, "files": []}, {}, key)


def test_a_good_signature_of_another_office_is_no_answer_of_the_superior(pair: Pair) -> None:
    key = Ed25519PrivateKey.generate()
    neighbour = key.public_key().public_bytes_raw().hex()
    know(pair.commune, "UBND xã Chiềng Pằn", "H52.1.2", neighbour, role="below")
    below = pair.submits()

    assert "không được nhập là cơ quan quyết định" in take_in(pair.registrar, signed_by(key, below))
    assert "không được nhập là cơ quan trình" in take_in(
        pair.registrar,
        packed({"kind": "submission", "content": {}, "files": []}, {}, key_above(pair)),
    )
    assert below.waits_at("await_answer")


def key_above(pair: Pair) -> Ed25519PrivateKey:
    return read_key(pair.district.data_dir / KEY_FILE)


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {}},
        {"answers": {"018bea3d-ca80-76c6-91b7-585b58509e9a": "awarded"}},
        {"said": "eligible"},
        {"said": "rejected"},
        {"dated": "2023-11-20"},
        {"dated": "2031-01-01"},
        {"result": "refused"},
    ],
)
def test_an_answer_that_does_not_fit_what_went_up_is_refused_whole(
    pair: Pair, changed: dict[str, object]
) -> None:
    below = pair.submits()
    if said := changed.pop("said", ""):
        changed["answers"] = {row.id: said for row in below.nominees}

    assert "không khớp với tờ trình" in take_in(
        pair.registrar, signed_by(key_above(pair), below, **changed)
    )
    assert below.waits_at("await_answer")
    assert take_in(pair.registrar, signed_by(key_above(pair), below)) == ""


def test_an_answer_to_a_dossier_that_was_ended_meanwhile_is_not_awaited(pair: Pair) -> None:
    below = pair.submits()
    pair.commune.office.cancels(below, by="head", reason="Đơn vị rút hồ sơ đề nghị")

    answer = take_in(pair.registrar, signed_by(key_above(pair), below))

    assert "không có hồ sơ nào" in answer.lower()
    assert below.outcomes == ["eligible", "eligible"]


def test_what_travels_holds_the_people_of_the_list_and_their_law_day(pair: Pair) -> None:
    below = pair.submits()
    package = pair.package_of(pair.registrar, below)

    with zipfile.ZipFile(io.BytesIO(package)) as source:
        manifest = json.loads(source.read("manifest.json"))

    assert [row["name"] for row in manifest["content"]["nominees"]] == [
        "Lò Thị Xuân 1",
        "Lò Thị Xuân 2",
    ]
    assert manifest["content"]["dated"] == date(2023, 11, 28).isoformat()
    assert LawBook.load().regime_on(date.fromisoformat(manifest["content"]["dated"])).key == "A"
