"""The tests' own databases and browsers do what the other tests rely on."""

from __future__ import annotations

import pytest
import sqlalchemy
from playwright.sync_api import Page, Playwright

from engine.database import Database
from tests.browsers import bundled_chromium


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_gets_a_migrated_database_of_its_own(database_url: str, time: str) -> None:
    database = Database(database_url)

    before = tables(database)
    with database.write() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE left_behind (n integer)"))
    database.close()

    assert before
    assert "left_behind" not in before


def test_the_browser_shows_a_page(page: Page) -> None:
    page.set_content("<h1>Khen thưởng</h1>")

    assert page.get_by_role("heading").inner_text() == "Khen thưởng"


def test_the_bundled_browser_serves_a_machine_without_one(playwright: Playwright) -> None:
    browser = bundled_chromium().launch(playwright)

    page = browser.new_page()
    page.set_content("<p>Yên Châu</p>")
    shown = page.inner_text("p")
    browser.close()

    assert shown == "Yên Châu"


def tables(database: Database) -> list[str]:
    with database.read() as connection:
        return sqlalchemy.inspect(connection).get_table_names()
