"""The page on which an office is handed over: looked at, put forward, agreed to by another."""

from __future__ import annotations

from datetime import date

from tests.registers.test_succession import LAST_DAYS, successor_of
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.journey import Journey
from tests.web.site import Site


def test_it_is_looked_at_put_forward_agreed_to_and_read_about_afterwards(site: Site) -> None:
    CalendarClock(site.world).reaches(LAST_DAYS)
    Journey(site.office).goes(site.office.files(), until="publish_decision")
    successor = successor_of(site.world)
    admin = site.as_("admin")

    dry_run = admin.get(f"/co-quan-ke-thua?successor={successor}").text
    assert "Cơ quan cấp dưới" in dry_run and "UBND xã Yên Châu" in dry_run
    form = {"successor": successor, "takes_effect": "01/07/2025", "document": "1681/NQ-UBTVQH15"}
    refused = admin.post("/co-quan-ke-thua", {**form, "takes_effect": "hôm sau"})
    assert refused.status_code == 422 and "1681/NQ-UBTVQH15" in refused.text
    assert admin.post("/co-quan-ke-thua", form).status_code == 303
    assert "/dong-y" not in admin.get("/co-quan-ke-thua").text

    CalendarClock(site.world).reaches(date(2025, 7, 1))
    head = site.as_("head")
    act = head.get("/co-quan-ke-thua").text.split("/co-quan-ke-thua/")[1].split("/")[0]
    assert head.post(f"/co-quan-ke-thua/{act}/dong-y").status_code == 303

    afterwards = site.as_("registrar").get("/so-van-ban").text
    assert "UBND thị trấn Yên Châu" in afterwards and "01/QĐ-UBND" not in afterwards
    old = site.as_("registrar").get(f"/so-van-ban?co-quan={site.world.office_id}").text
    assert "01/QĐ-UBND" in old and "Hủy số" not in old
