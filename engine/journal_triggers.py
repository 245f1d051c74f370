"""The head of the journal moves with the row that is appended, in the same statement.

So that no writer can forget it, and appending takes one statement less while the head is locked.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, event

SQLITE = (
    """CREATE TRIGGER journal_moves_head AFTER INSERT ON journal
       BEGIN UPDATE journal_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; END""",
)

POSTGRESQL = (
    """CREATE FUNCTION journal_moves_its_head() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
         UPDATE journal_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER journal_moves_head AFTER INSERT ON journal
       FOR EACH ROW EXECUTE FUNCTION journal_moves_its_head()""",
)


def come_with(journal: Table) -> None:
    """Whoever makes the table by its description gets the trigger too; migrations bring it else."""
    event.listen(journal, "after_create", _make)


def _make(_journal: Table, connection: Connection, **_options: object) -> None:
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)
