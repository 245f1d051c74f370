"""What the people of the office do, in the words of the office."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from engine.actors import SYSTEM
from engine.clock import local
from engine.completing import CompleteTask
from engine.errors import GateClosed, Rejected
from engine.gates import Finding
from engine.messages import SendMessage
from engine.tasks import AssignTask, CancelInstance, ClaimTask, ReleaseTask, ReturnTask
from tests.scenario.dossier import Dossier
from tests.scenario.world import World
from workflows import attachments
from workflows.attachments import BlobStore
from workflows.filing import FileDossier
from workflows.holding import HoldNominee, ReleaseNominee
from workflows.lateness import ExplainLateness
from workflows.parts import PARTS
from workflows.workbooks import NominationRow, NomineeKind

PDF = b"%PDF-1.7 a scan\n%%EOF\n"


@dataclass(frozen=True)
class Refusal:
    """What came of something that was only tried."""

    error: Rejected

    @property
    def code(self) -> str:
        return self.error.message.key

    @property
    def findings(self) -> Sequence[Finding]:
        assert isinstance(self.error, GateClosed), f"refused for {self.code}, not by a gate"
        return [
            finding
            for finding in self.error.findings
            if isinstance(finding, Finding) and not finding.passed
        ]

    @property
    def gates(self) -> dict[str, str]:
        """Shut gate to the reason for which it is shut."""
        return {finding.gate: finding.reason for finding in self.findings}

    @property
    def fields(self) -> list[str]:
        return [one.field for one in getattr(self.error, "errors", ())]


@dataclass
class Office:
    """The office and its units, acting on a world."""

    world: World
    _blobs: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)

    # -- filing

    def files(
        self,
        procedure: str = "giay_khen_cong_trang",
        nominees: int | Sequence[NominationRow] = 3,
        *,
        by: str = "nominator",
        unit_id: str = "",
        state_secret: bool = False,
        event_date: date | None = None,
        title: str = "Giấy khen năm 2023",
    ) -> Dossier:
        """A unit hands in its list."""
        rows = (
            [self._nomination(i) for i in range(1, nominees + 1)]
            if isinstance(nominees, int)
            else nominees
        )
        answer = self.world.engine.execute(
            FileDossier(
                procedure=procedure,
                unit_id=unit_id or self.world.unit_id,
                title=title,
                letter_number="14/TTr-THTT",
                letter_date=self.today,
                state_secret=state_secret,
                rows=tuple(rows),
                event_date=event_date,
            ),
            self.world.actor(by),
        )
        assert isinstance(answer, Mapping)
        return Dossier(self.world, str(answer["dossier"]), str(answer["instance"]))

    def _nomination(self, ordinal: int) -> NominationRow:
        """Somebody of the unit, each time for another achievement (R-ELIG-11)."""
        self.world.lists += ordinal == 1
        if self.world.lists == 1:
            return nomination(ordinal)
        done = f"Hoàn thành xuất sắc nhiệm vụ năm học, đợt {self.world.lists}"
        return nomination(ordinal, achievement=done)

    def accepts(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "check",
            by="clerk",
            papers=list(PARTS),
            intake_check="complete",
            list_matches=True,
        )

    def asks_for_supplement(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "check",
            by="clerk",
            intake_check="incomplete",
            missing_papers="Thiếu biên bản xét khen thưởng",
        )

    def refuses(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "check",
            by="clerk",
            intake_check="refuse",
            refusal_ground="wrong_authority",
            refusal_reason="Không thuộc thẩm quyền của Chủ tịch UBND thị trấn",
        )

    def supplements(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "supply",
            by="nominator",
            supplement_files=[self.file("nominator")],
            supplement_complete=True,
        )

    # -- the steps inside

    def appraises(
        self,
        dossier: Dossier,
        outcomes: Sequence[str] | None = None,
        *,
        by: str = "officer",
        element: str = "appraise",
        **more: object,
    ) -> None:
        self.completes(dossier, element, by=by, **self.appraisal(dossier, outcomes), **more)

    def appraisal(
        self, dossier: Dossier, outcomes: Sequence[str] | None = None
    ) -> dict[str, object]:
        """An appraisal form: everybody eligible unless said otherwise."""
        rows = dossier.nominees
        said = outcomes or ["eligible"] * len(rows)
        return {
            "nominees": {
                row.id: {
                    "outcome": outcome,
                    "outcome_note": None if outcome == "eligible" else "Đang chờ kết luận xác minh",
                }
                for row, outcome in zip(rows, said, strict=True)
            },
            "appraisal_opinion": "Hồ sơ đủ thành phần, đúng đối tượng, đề nghị khen.",
            **(REVIEWED if _asks_for_a_review(dossier) else {}),
            "originals_checked": True,
            "appraisal_result": "propose",
        }

    def publishes(self, dossier: Dossier) -> None:
        self.completes(dossier, "publish_list", by="officer", **self.posting())

    def posting(self) -> dict[str, object]:
        """The evidence of something put up today."""
        return {
            "channels": ["board", "loudspeaker"],
            "place": "Bảng tin UBND thị trấn",
            "starts_on": self.today.isoformat(),
            "poster": "Lường Thị Hạnh",
            "evidence": [self.file("officer")],
        }

    def closes_publication(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "close_publication",
            by="officer",
            ended_on=self.today.isoformat(),
            taken_down_by="Lường Thị Hạnh",
            opinions_summary="Không có ý kiến nào khác",
            evidence=[self.file("officer")],
        )

    def minutes(self) -> dict[str, object]:
        return {
            "meeting_form": "meeting",
            "minutes_number": "03/BB-HĐTĐKT",
            "meeting_date": self.today.isoformat(),
            "meeting_place": "Phòng họp UBND thị trấn",
            "minutes_file": [self.file("secretary")],
            "council_conclusion": "Hội đồng nhất trí đề nghị tặng Giấy khen.",
        }

    def writes_minutes(self, dossier: Dossier) -> None:
        self.completes(dossier, "council", by="secretary", **self.minutes())

    def signature(self, by: str = "chairman") -> dict[str, object]:
        return {
            "signature_result": "signed",
            "signature_form": "chairman" if by == "chairman" else "for_chairman",
            "signed_on": self.today.isoformat(),
            "scan": [self.file(by)],
        }

    def signs(self, dossier: Dossier, *, by: str = "chairman") -> None:
        self.completes(dossier, "sign", by=by, **self.signature(by))

    def issue(self) -> dict[str, object]:
        return {
            "dated": self.today.isoformat(),
            "copies": 5,
            "recipients": "Như Điều 3; Lưu VT",
            "format_checked": True,
            "sealed": True,
        }

    def issues(self, dossier: Dossier) -> None:
        self.completes(dossier, "issue", by="registrar", **self.issue())

    def publishes_decision(self, dossier: Dossier) -> None:
        self.completes(
            dossier,
            "publish_decision",
            by="officer",
            issued_file=[self.file("officer")],
            **self.posting(),
        )

    def handing_over(self, dossier: Dossier, **changed: object) -> dict[str, object]:
        """What is handed over and paid: what the decision gives, unless said otherwise."""
        return {
            "handed_over_on": self.today.isoformat(),
            "handed_over_place": "Hội trường UBND thị trấn",
            "paid_total": sum(row.reward or 0 for row in dossier.nominees),
            "paid_on": self.today.isoformat(),
            "payment_files": [self.file("officer")],
            "file_reference": "HS-KT-2023-07",
            "file_place": "Kho lưu trữ UBND",
            "retention": "permanent",
            **changed,
        }

    def hands_over(self, dossier: Dossier) -> None:
        self.completes(dossier, "hand_over", by="officer", **self.handing_over(dossier))

    def explains_lateness(self, dossier: Dossier, *, new_due: date | None = None) -> None:
        self.world.engine.execute(
            ExplainLateness(
                dossier_id=dossier.id,
                cause="own",
                reason="Công chức phụ trách đi công tác đột xuất dài ngày",
                new_due=new_due,
            ),
            self.world.actor("officer"),
        )

    def holds(self, nominee_id: str) -> None:
        """Somebody is kept back while something is being looked into."""
        self.world.engine.execute(
            HoldNominee(
                nominee_id=nominee_id,
                reason="Đang xác minh đơn phản ánh",
                document="Đơn số 07",
            ),
            self.world.actor("officer"),
        )

    def releases_nominee(self, nominee_id: str) -> None:
        """Nothing was found."""
        self.world.engine.execute(
            ReleaseNominee(
                nominee_id=nominee_id,
                finding="Không có vi phạm như đơn nêu",
                document="KL 12/KL-UBND",
            ),
            self.world.actor("officer"),
        )

    # -- tasks as such

    def completes(self, dossier: Dossier, element: str, *, by: str, **data: object) -> None:
        task = dossier.task(element)
        self.world.engine.execute(
            CompleteTask(task_id=task.id, revision=task.revision, data=data), self.world.actor(by)
        )

    def tries_to_complete(
        self, dossier: Dossier, element: str, *, by: str, **data: object
    ) -> Refusal:
        return self.tries(lambda: self.completes(dossier, element, by=by, **data))

    def tries(self, act: object) -> Refusal:
        """Do something that must be refused."""
        assert callable(act)
        try:
            act()
        except Rejected as refusal:
            return Refusal(refusal)
        raise AssertionError("it was not refused")

    def claims(self, dossier: Dossier, element: str, *, by: str) -> None:
        task = dossier.task(element)
        self.world.engine.execute(
            ClaimTask(task_id=task.id, revision=task.revision), self.world.actor(by)
        )

    def releases(self, dossier: Dossier, element: str, *, by: str, reason: str) -> None:
        task = dossier.task(element)
        self.world.engine.execute(
            ReleaseTask(task_id=task.id, revision=task.revision, reason=reason),
            self.world.actor(by),
        )

    def assigns(self, dossier: Dossier, element: str, *, by: str, to: str, reason: str) -> None:
        task = dossier.task(element)
        self.world.engine.execute(
            AssignTask(
                task_id=task.id,
                revision=task.revision,
                person_id=self.world.people[to],
                reason=reason,
            ),
            self.world.actor(by),
        )

    def returns(self, dossier: Dossier, element: str, *, to: str, by: str, reason: str) -> None:
        task = dossier.task(element)
        self.world.engine.execute(
            ReturnTask(task_id=task.id, revision=task.revision, to=to, reason=reason),
            self.world.actor(by),
        )

    def cancels(self, dossier: Dossier, *, by: str, reason: str) -> None:
        self.world.engine.execute(
            CancelInstance(instance_id=dossier.instance_id, reason=reason), self.world.actor(by)
        )

    # -- things at hand

    @property
    def today(self) -> date:
        return local(self.world.clock.now()).date()

    def file(self, by: str) -> str:
        """A scan, stored and not yet part of any dossier."""
        actor = self.world.actor(by)
        with self.world.engine.database.write() as connection:
            return attachments.store(
                connection,
                BlobStore(Path(self._blobs.name)),
                io.BytesIO(PDF),
                name="bản quét.pdf",
                actor=actor,
                office_id=self.world.office_id,
                ids=self.world.engine.ids,
                now=self.world.clock.now(),
            ).id

    # -- what lies in a dossier, and what comes from outside

    def files_of(self, dossier: Dossier) -> list[tuple[str, str]]:
        """Name and content of every file of a dossier."""
        with self.world.engine.view() as view:
            kept = attachments.of_instance(view, dossier.instance_id)
        return sorted((one.name, one.sha256) for one in kept)

    def tells(self, name: str, key: str) -> None:
        """A message that no instance has sent."""
        self.world.engine.execute(SendMessage(name=name, key=key), SYSTEM)


REVIEWED = {"movement_review": "Báo cáo số 12/BC-UBND ngày 10/11/2023"}


def _asks_for_a_review(dossier: Dossier) -> bool:
    """Whether the appraisal of the dossier asks how a movement was reviewed."""
    return any(task.is_open and task.form_key == "tham_dinh" for task in dossier.tasks)


def nomination(ordinal: int, **changed: object) -> NominationRow:
    """One row of a unit's list."""
    values: dict[str, object] = {
        "ordinal": ordinal,
        "kind": NomineeKind.INDIVIDUAL,
        "name": f"Lò Thị Xuân {ordinal}",
        "birth_date": date(1985, 1, 1) + timedelta(days=ordinal),
        "gender": None,
        "id_number": f"0140850{ordinal:05}",
        "title": "Giáo viên",
        "unit": "Trường Tiểu học thị trấn",
        "locality": "Tiểu khu 2",
        "achievement": "Hoàn thành xuất sắc nhiệm vụ năm học",
        "award": "giay_khen",
        "note": "",
    }
    return NominationRow(**{**values, **changed})  # type: ignore[arg-type]
