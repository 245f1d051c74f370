"""The township of the demo: its office, council, units and people. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from engine.ids import Ids
from workflows import accounts
from workflows.demo.place import TOWNSHIP, Place
from workflows.founding import Founder

SINCE = date(2021, 7, 1)
APPOINTED = "118/QĐ-UBND ngày 01/7/2021"
DELEGATED = "121/QĐ-UBND ngày 05/7/2021"
DELEGATED_UNTIL = date(2031, 6, 30)
COUNCIL_ACT = "57/QĐ-UBND ngày 15/02/2022"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the office: how the demo calls them, and what they do there."""

    key: str
    name: str
    title: str
    positions: tuple[str, ...]
    council_role: str = ""
    username: str = ""
    """Only people with a user name can sign in."""
    unit: str = ""
    """Key of the unit they lead, where that is not the office itself."""


OFFICERS = (
    Officer(
        "chairman",
        "Lò Văn Thắng",
        "Chủ tịch UBND",
        ("chairman", "council_chair", "council_member"),
        "chair",
        "chutich",
    ),
    Officer(
        "vice_chairman",
        "Nguyễn Thị Hoa",
        "Phó Chủ tịch UBND",
        ("vice_chairman", "council_member"),
        "vice_chair",
        "phochutich",
    ),
    Officer(
        "head",
        "Trần Quốc Việt",
        "Phụ trách Văn phòng HĐND-UBND",
        ("head_of_office", "manager", "council_member"),
        "member",
        "vanphong",
    ),
    Officer(
        "officer",
        "Lường Thị Hạnh",
        "Công chức Văn phòng, phụ trách thi đua, khen thưởng",
        ("award_officer", "council_secretary", "council_member"),
        "secretary",
        "thidua",
    ),
    Officer(
        "second_officer",
        "Cầm Văn Dũng",
        "Công chức Văn hóa – Xã hội",
        ("award_officer", "council_member"),
        "member",
        "vanhoa",
    ),
    Officer(
        "clerk",
        "Hoàng Thị Mai",
        "Công chức Bộ phận Một cửa",
        ("intake_clerk",),
        "",
        "motcua",
    ),
    Officer("registrar", "Quàng Thị Én", "Văn thư", ("registry_clerk",), "", "vanthu"),
    Officer("manager", "Đỗ Minh Ngọc", "Chuyên viên theo dõi", ("manager",), "", "theodoi"),
    Officer("admin", "Phạm Văn Sơn", "Quản trị hệ thống", ("admin",), "", "quantri"),
    Officer(
        "front",
        "Hà Văn Khoa",
        "Chủ tịch Ủy ban MTTQ thị trấn",
        ("council_member",),
        "member",
        "hoidong",
        "mttq",
    ),
    Officer(
        "union",
        "Vì Thị Loan",
        "Chủ tịch Hội LHPN thị trấn",
        ("council_member",),
        "member",
        unit="phunu",
    ),
    Officer(
        "police",
        "Tòng Văn Nam",
        "Trưởng Công an thị trấn",
        ("council_member",),
        "member",
        unit="congan",
    ),
    Officer(
        "finance", "Lê Thị Thu", "Công chức Tài chính – Kế toán", ("council_member",), "member"
    ),
)

ABOVE = (
    Officer(
        "above_officer",
        "Nguyễn Văn Phúc",
        "Chuyên viên Phòng Nội vụ",
        ("intake_clerk", "award_officer", "council_secretary", "council_member"),
        "secretary",
        "captren",
    ),
    Officer(
        "above_head",
        "Lê Thị Minh",
        "Trưởng phòng Nội vụ",
        ("head_of_office", "manager", "council_member"),
        "member",
        "truongphong",
    ),
    Officer(
        "above_chairman",
        "Hoàng Văn Dũng",
        "Chủ tịch UBND huyện",
        ("chairman", "council_chair", "council_member"),
        "chair",
        "chutichcaptren",
    ),
    Officer(
        "above_vice",
        "Bùi Thị Nga",
        "Phó Chủ tịch UBND huyện",
        ("vice_chairman", "council_member"),
        "vice_chair",
    ),
    Officer(
        "above_union",
        "Trần Văn Quyết",
        "Chủ tịch Liên đoàn Lao động huyện",
        ("council_member",),
        "member",
    ),
    Officer(
        "above_registrar",
        "Vũ Thị Hiền",
        "Văn thư UBND huyện",
        ("registry_clerk",),
        "",
        "vanthucaptren",
    ),
    Officer("above_admin", "Đào Văn Tú", "Quản trị hệ thống", ("admin",), "", "quantricaptren"),
)
"""Those to whom submissions go up."""

ROLE_CARDS = (
    ("donvi", "Đơn vị đề nghị: Trường Tiểu học", "Proposing unit: the primary school"),
    ("motcua", "Công chức tiếp nhận", "Intake clerk"),
    ("thidua", "Công chức thi đua, khen thưởng; thư ký Hội đồng", "Award officer, secretary"),
    ("hoidong", "Ủy viên Hội đồng", "Council member"),
    ("vanhoa", "Công chức Văn hóa, ủy viên Hội đồng", "Culture officer, council member"),
    ("chutich", "Chủ tịch UBND", "Chairman"),
    ("phochutich", "Phó Chủ tịch UBND", "Vice chairman"),
    ("vanthu", "Văn thư", "Registry clerk"),
    ("vanphong", "Phụ trách Văn phòng (quản lý)", "Head of office (manager)"),
    ("quantri", "Quản trị", "Administrator"),
    ("captren", "Cấp trên: tiếp nhận, thẩm định, thư ký Hội đồng", "Superior: award officer"),
    ("truongphong", "Cấp trên: Trưởng phòng, ủy viên Hội đồng", "Superior: head, council member"),
    ("chutichcaptren", "Cấp trên: Chủ tịch UBND", "Superior: chairman"),
    ("vanthucaptren", "Cấp trên: văn thư", "Superior: registry clerk"),
)
"""User name, role in Vietnamese, role in English: what the demo's sign-in page offers."""

PASSWORD = "vinh danh trinh dien"  # noqa: S105  shown on the demo's own sign-in page

UNITS = (
    ("tk1", "Tiểu khu 1", "residential"),
    ("tk2", "Tiểu khu 2", "residential"),
    ("tk3", "Tiểu khu 3", "residential"),
    ("tk4", "Tiểu khu 4", "residential"),
    ("tk5", "Tiểu khu 5", "residential"),
    ("tk6", "Tiểu khu 6", "residential"),
    ("tk7", "Tiểu khu 7", "residential"),
    ("mamnon", "Trường Mầm non thị trấn", "school"),
    ("tieuhoc", "Trường Tiểu học thị trấn", "school"),
    ("thcs", "Trường THCS thị trấn", "school"),
    ("yte", "Trạm Y tế thị trấn", "health"),
    ("congan", "Công an thị trấn", "sector"),
    ("quansu", "Ban Chỉ huy Quân sự thị trấn", "sector"),
    ("mttq", "Ủy ban MTTQ thị trấn", "mass"),
    ("phunu", "Hội LHPN thị trấn", "mass"),
    ("nongdan", "Hội Nông dân thị trấn", "mass"),
    ("ccb", "Hội Cựu chiến binh thị trấn", "mass"),
    ("doan", "Đoàn TNCS Hồ Chí Minh thị trấn", "mass"),
)
ACCOUNT_OF_UNIT = {"tieuhoc": "donvi", "tk5": "tieukhu5", "phunu": "phunu"}
"""Units with an account of their own; for the others the intake clerk files."""

LETTER_MARKS = {
    **{f"tk{number}": f"TK{number}" for number in range(1, 8)},
    "mamnon": "TMN",
    "tieuhoc": "TTH",
    "thcs": "THCS",
    "yte": "TYT",
    "congan": "CATT",
    "quansu": "BCHQS",
    "mttq": "MTTQ-BTT",
    "phunu": "HPN",
    "nongdan": "HND",
    "ccb": "HCCB",
    "doan": "ĐTN",
}
"""How the letters of a unit are marked, after `TTr-`."""

UNIT_HEADS = {
    "tk1": "Lò Văn Inh",
    "tk2": "Quàng Văn Pọm",
    "tk3": "Cầm Thị Yên",
    "tk4": "Tòng Văn Ín",
    "tk5": "Lừ Văn Thoan",
    "tk6": "Hoàng Văn Lả",
    "tk7": "Vì Văn Hặc",
    "mamnon": "Bùi Thị Thanh",
    "tieuhoc": "Nguyễn Thị Thu Hương",
    "thcs": "Trần Văn Bình",
    "yte": "Đinh Thị Kim",
    "congan": "Lê Văn Hải",
    "quansu": "Lò Văn Chiến",
    "mttq": "Phùng Thị Sáu",
    "phunu": "Hà Thị Bích",
    "nongdan": "Lường Văn Hom",
    "ccb": "Nguyễn Đức Thọ",
    "doan": "Cầm Bá Quỳnh",
}


@dataclass(slots=True)
class Township:
    """Ids of what the demo founded; people and units by the keys above."""

    office_id: str = ""
    superior_id: str = ""
    people: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


def found(connection: Connection, ids: Ids, now: datetime, place: Place = TOWNSHIP) -> Township:
    """Enter the township's rows; accounts of every role card come with it."""
    founder = Founder(connection, ids, now)
    town = Township()
    town.superior_id = founder.office(
        place.say("UBND huyện Yên Châu"),
        short_name="UBND",
        agency_code="H52.1",
        level=place.superior_level,
        place="Yên Châu" if place.has_district else "Sơn La",
    )
    town.office_id = founder.office(
        place.say("UBND thị trấn Yên Châu"),
        short_name="UBND",
        agency_code="H52.1.1",
        level="commune",
        place="Yên Châu",
        superior_id=town.superior_id,
    )
    for officer in ABOVE:
        _add_officer(founder, town, officer, place, town.superior_id)
    for officer in OFFICERS:
        _add_officer(founder, town, officer, place, town.office_id)
    for key, name, kind in UNITS:
        _add_unit(founder, town, key, place.say(name), kind)
    # All have one password, which everybody is told: it is hashed once.
    password_hash = accounts.hashed(PASSWORD)
    for username, person_key in _usernames().items():
        accounts.add_hashed(
            connection,
            ids,
            now,
            username=username,
            password_hash=password_hash,
            person_id=town.people[person_key],
            temporary=False,
        )
    return town


def _usernames() -> dict[str, str]:
    names = {one.username: one.key for one in (*OFFICERS, *ABOVE) if one.username}
    return names | {name: f"head:{unit}" for unit, name in ACCOUNT_OF_UNIT.items()}


def _add_officer(
    founder: Founder, town: Township, officer: Officer, place: Place, office_id: str
) -> None:
    """With a row in the registry: an officer may be nominated, and then has no say in it."""
    title = place.say(officer.title)
    unit_name = next((name for key, name, _ in UNITS if key == officer.unit), "")
    subject_id = founder.individual(
        office_id, officer.name, title=title, unit_name=place.say(unit_name)
    )
    person = founder.person(office_id, officer.name, title=title, subject_id=subject_id)
    town.people[officer.key] = person
    for position in officer.positions:
        founder.position(person, position, office_id=office_id, since=SINCE, decision=APPOINTED)
    if "vice_chairman" in officer.positions:
        founder.delegation(
            person,
            office_id=office_id,
            number=DELEGATED,
            since=SINCE,
            until=DELEGATED_UNTIL,
        )
    if officer.council_role:
        founder.council_member(
            person,
            office_id=office_id,
            role=officer.council_role,
            since=date(2022, 2, 15),
            decision=COUNCIL_ACT,
        )


def _add_unit(founder: Founder, town: Township, key: str, name: str, kind: str) -> None:
    unit_id = founder.unit(town.office_id, name, kind=kind, email=f"{key}@yenchau.example")
    town.units[key] = unit_id
    head = founder.person(
        town.office_id, UNIT_HEADS[key], title=f"Phụ trách {name}", unit_id=unit_id
    )
    town.people[f"head:{key}"] = head
    founder.position(
        head,
        "nominator",
        office_id=town.office_id,
        unit_id=unit_id,
        since=SINCE,
        decision=APPOINTED,
    )
