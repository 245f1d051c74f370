"""Awards are data: another one takes a row, and a file that is wrong is refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ModelError
from workflows.awards import AWARDS, FILE, load

ROW = (
    '\n[[award]]\nkey = "{key}"\ntitle = "Giấy khen vì cộng đồng"\ntitle_en = "For the community"\n'
)


def test_another_award_takes_a_row(tmp_path: Path) -> None:
    file = tmp_path / "awards.toml"
    file.write_text(FILE.read_text("utf-8") + ROW.format(key="vi_cong_dong"), "utf-8")

    found = load(file)

    assert list(found) == [*AWARDS, "vi_cong_dong"]
    assert found["vi_cong_dong"].vi == "Giấy khen vì cộng đồng"


@pytest.mark.parametrize("key", ["", "Vì cộng đồng", "a" * 41, "a\\nb"])
def test_a_key_that_nothing_could_name_is_refused(tmp_path: Path, key: str) -> None:
    file = tmp_path / "awards.toml"
    file.write_text(ROW.format(key=key), "utf-8")

    with pytest.raises(ModelError):
        load(file)
