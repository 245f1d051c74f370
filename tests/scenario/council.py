"""The council in a scenario: it is called together, opened, votes, and is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World
from workflows import accounts
from workflows.council.attendance import RecordAttendance
from workflows.council.ballots import CastBallot, RecordWrittenBallot
from workflows.council.cancelling import CancelSession
from workflows.council.closing import Ballot, CloseSession, ballots_of
from workflows.council.correcting import CorrectWrittenBallot
from workflows.council.invitees import Invite, Invitee
from workflows.council.opening import OpenSession
from workflows.council.proxies import NameProxy
from workflows.council.repeating import ChooseAmongEqual, VoteAgain
from workflows.council.sessions import PlanSession, Session, get_session
from workflows.tables.council import open_vote, recusal, voted

EVERYBODY = (
    *("chairman", "vice_chairman", "secretary", "officer", "head"),
    *("member1", "member2", "member3", "member4"),
)


@dataclass
class Council:
    """Acts on the session it planned last."""

    world: World
    session_id: str = ""
    opening: Mapping[str, object] = field(default_factory=dict)
    """What was said when the session was opened."""

    def plans(
        self, *dossiers: Dossier, secret: bool = False, by: str = "secretary", **more: object
    ) -> None:
        values: dict[str, object] = {
            "scheduled_at": self.world.clock.now(),
            "title": "Họp xét Giấy khen",
            "place": "Phòng họp UBND thị trấn",
            **more,
        }
        ids = tuple(dossier.id for dossier in dossiers)
        answer = self.world.engine.execute(
            PlanSession(dossier_ids=ids, secret=secret, **values),  # type: ignore[arg-type]
            self.world.actor(by),
        )
        assert isinstance(answer, Mapping)
        self.session_id = str(answer["session"])

    def opens(self, *, by: str = "secretary", ahead: bool = False) -> None:
        answer = self.world.engine.execute(
            OpenSession(session_id=self.session_id, ahead=ahead), self.world.actor(by)
        )
        assert isinstance(answer, Mapping)
        self.opening = answer

    def meets(
        self, *dossiers: Dossier, secret: bool = False, quotas: Mapping[str, int] | None = None
    ) -> None:
        self.plans(*dossiers, secret=secret, quotas=quotas or {})
        self.opens()

    def notes(self, *, by: str = "secretary", **attendance: str) -> None:
        people = {self.world.people[name]: noted for name, noted in attendance.items()}
        self.world.engine.execute(
            RecordAttendance(session_id=self.session_id, attendance=people), self.world.actor(by)
        )

    def votes(
        self,
        dossier: Dossier,
        choice: str = "yes",
        *,
        by: str,
        except_for: Sequence[int] = (),
        choices: Mapping[str, str] | None = None,
        key: str | None = None,
        on_behalf_of: str = "",
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """One member votes alike on everybody, `except_for` those of these ordinals."""
        made = choices
        if made is None:
            rows = [row for row in dossier.nominees if row.continues]
            made = {row.id: choice for row in rows if row.ordinal not in except_for}
        self.world.engine.execute(
            CastBallot(
                session_id=self.session_id,
                choices=made,
                notes=notes or {},
                on_behalf_of=self.world.people.get(on_behalf_of, ""),
            ),
            self.world.actor(by),
            key,
        )

    def gives_account(self, member: str) -> None:
        """From now on the member could cast their ballot themselves."""
        with self.world.engine.database.write() as connection:
            accounts.add_hashed(
                connection,
                self.world.engine.ids,
                self.world.clock.now(),
                username=member,
                password_hash="none",
                person_id=self.world.people[member],
                temporary=False,
            )

    def votes_in_writing(
        self,
        dossier: Dossier,
        choice: str = "yes",
        *,
        member: str,
        by: str = "secretary",
        scan: str | None = None,
    ) -> None:
        """The secretary enters a paper, with its scan unless the ballot is secret."""
        if scan is None:
            scan = "" if self.session.secret else Office(self.world).file(by)
        self.world.engine.execute(
            RecordWrittenBallot(
                session_id=self.session_id,
                person_id=self.world.people[member],
                choices={row.id: choice for row in dossier.nominees if row.continues},
                scan=scan,
            ),
            self.world.actor(by),
        )

    def corrects(
        self,
        dossier: Dossier,
        choice: str,
        *,
        member: str,
        reason: str = "Đọc nhầm phiếu của thành viên",
        scan: str = "",
    ) -> None:
        self.world.engine.execute(
            CorrectWrittenBallot(
                session_id=self.session_id,
                person_id=self.world.people[member],
                choices={row.id: choice for row in dossier.nominees if row.continues},
                reason=reason,
                scan=scan,
            ),
            self.world.actor("secretary"),
        )

    def names_proxy(self, *, absent: str, proxy: str, mandate: str) -> None:
        people = self.world.people
        command = NameProxy(
            session_id=self.session_id,
            person_id=people[absent],
            proxy_id=people[proxy],
            mandate=mandate,
        )
        self.world.engine.execute(command, self.world.actor("secretary"))

    def invites(self, *invitees: Invitee) -> None:
        self.world.engine.execute(
            Invite(session_id=self.session_id, invitees=invitees), self.world.actor("secretary")
        )

    def votes_again(self, *, by: str = "secretary") -> None:
        """The council goes on in the session that repeats this one."""
        answer = self.world.engine.execute(
            VoteAgain(session_id=self.session_id), self.world.actor(by)
        )
        assert isinstance(answer, Mapping)
        self.session_id = str(answer["session"])

    def chooses(
        self,
        dossier: Dossier,
        *ordinals: int,
        by: str = "chairman",
        reason: str = "Thành tích nổi bật hơn",
    ) -> None:
        chosen = tuple(row.id for row in dossier.nominees if row.ordinal in ordinals)
        self.world.engine.execute(
            ChooseAmongEqual(session_id=self.session_id, nominee_ids=chosen, reason=reason),
            self.world.actor(by),
        )

    def agrees(self, dossier: Dossier, members: Sequence[str] = EVERYBODY) -> None:
        for name in members:
            self.votes(dossier, by=name)

    def closes(self, *, by: str = "secretary") -> None:
        self.world.engine.execute(CloseSession(session_id=self.session_id), self.world.actor(by))

    def gives_up(self, reason: str, *, by: str = "secretary") -> None:
        self.world.engine.execute(
            CancelSession(session_id=self.session_id, reason=reason), self.world.actor(by)
        )

    def decides(self, dossier: Dossier, members: Sequence[str] = EVERYBODY) -> None:
        """Meets, agrees, and is closed."""
        self.meets(dossier)
        self.agrees(dossier, members)
        self.closes()

    # -- what can be seen of it

    @property
    def session(self) -> Session:
        with self.world.engine.view() as view:
            return get_session(view, self.session_id)

    def ballot(self, dossier: Dossier, ordinal: int = 1) -> Ballot:
        row = dossier.nominees[ordinal - 1]
        with self.world.engine.view() as view:
            found = {one.nominee_id: one for one in ballots_of(view, self.session_id)}
        return found[row.id]

    def agenda(self) -> list[str]:
        """Ids of those who are voted on."""
        with self.world.engine.view() as view:
            return [one.nominee_id for one in ballots_of(view, self.session_id)]

    def choices_kept(self) -> list[str]:
        with self.world.engine.view() as view:
            return list(
                view.connection.execute(
                    select(open_vote.c.choice).where(open_vote.c.session_id == self.session_id)
                ).scalars()
            )

    def who_voted(self) -> set[str]:
        with self.world.engine.view() as view:
            ids = set(
                view.connection.execute(
                    select(voted.c.person_id).where(voted.c.session_id == self.session_id)
                ).scalars()
            )
        return {name for name, person_id in self.world.people.items() if person_id in ids}

    def recusals(self) -> list[tuple[str, str]]:
        with self.world.engine.view() as view:
            rows = view.connection.execute(
                select(recusal.c.person_id, recusal.c.reason).where(
                    recusal.c.session_id == self.session_id
                )
            )
            return [(row.person_id, row.reason) for row in rows]


def brought_to_the_council(
    office: Office,
    nominees: int = 3,
    *,
    procedure: str = "giay_khen_cong_trang",
    outcomes: Sequence[str] | None = None,
    title: str = "Giấy khen năm 2023",
) -> Dossier:
    """A dossier whose list was public for the whole period."""
    dossier = office.files(procedure, nominees, title=title)
    office.accepts(dossier)
    office.appraises(dossier, outcomes)
    office.publishes(dossier)
    pass_period(office, dossier)
    office.closes_publication(dossier)
    return dossier


def pass_period(office: Office, dossier: Dossier) -> None:
    """Go on until the list has been up long enough."""
    clock = CalendarClock(office.world)
    for _ in range(30):
        if not dossier.waits_at("publication_period"):
            return
        clock.passes(working_days=1)
    raise AssertionError("the publication never ends")
