"""The language of studio tests: somebody has a draft, draws in it and takes it along its road."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scenario.world import World
from workflows.studio import draft_files, drafts
from workflows.studio.drafts import Draft
from workflows.studio.road import ApproveDraft, PublishDraft, SubmitDraft

BPMN = Path(__file__).parents[2] / "bpmn"
FORMS = BPMN.parent / "forms" / "definitions"
REASON = "Rút ngắn bước thẩm định theo kết luận giao ban"


@dataclass
class Drawer:
    """One draft in the hands of one person."""

    world: World
    name: str
    draft_id: str
    file: str

    @classmethod
    def of(cls, world: World, name: str, file: str) -> Drawer:
        content = ((FORMS if file.endswith(".form") else BPMN) / file).read_bytes()
        with world.engine.database.write() as connection:
            draft_id = draft_files.begin(
                connection,
                world.engine.ids,
                office_id=world.office_id,
                key=file.partition(".")[0],
                title=file,
                based_on=1,
                files={file: content},
                person_id=world.people[name],
                now=world.clock.now(),
            )
        return cls(world, name, draft_id, file)

    def handed_to(self, name: str) -> Drawer:
        """The same draft in the hands of somebody else."""
        return Drawer(self.world, name, self.draft_id, self.file)

    @property
    def draft(self) -> Draft:
        with self.world.engine.view() as view:
            return drafts.draft_of(view, self.draft_id)

    @property
    def content(self) -> bytes:
        with self.world.engine.view() as view:
            return drafts.contents_of(view, self.draft_id)[self.file]

    @property
    def revision(self) -> int:
        with self.world.engine.view() as view:
            return next(
                one.revision
                for one in drafts.files_of(view, self.draft_id)
                if one.name == self.file
            )

    def draws(self, old: str, new: str, *, on: int | None = None) -> int:
        """Replace a piece of the drawing and save on top of a revision (the newest)."""
        before = self.content.decode()
        assert old in before
        return self.saves(before.replace(old, new), on=on)

    def saves(self, text: str, *, on: int | None = None) -> int:
        clock = self.world.clock
        revision = self.revision if on is None else on
        with self.world.engine.database.write() as connection:
            return draft_files.save_file(
                connection,
                draft_id=self.draft_id,
                name=self.file,
                content=text.encode(),
                revision=revision,
                person_id=self.world.people[self.name],
                now=clock.now(),
                wall=clock.wall(),
            )

    def does(self, command: object) -> Any:
        return self.world.engine.execute(command, self.world.actor(self.name))

    def submits(self, **more: Any) -> Any:
        words = {"reason": REASON, "warnings_reason": "Đã xem, không ảnh hưởng", **more}
        return self.does(SubmitDraft(draft_id=self.draft_id, **words))

    def approves(self) -> Any:
        return self.does(ApproveDraft(draft_id=self.draft_id, digest=self.draft.digest))

    def publishes(self) -> Any:
        return self.does(PublishDraft(draft_id=self.draft_id))
