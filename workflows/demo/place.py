"""What the place is called on a day: a township in a district, from regime C on a commune."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.law import Regime

DISTRICT = "district"
SINCE_MERGED = (
    ("thị trấn Yên Châu", "xã Yên Châu"),
    ("thị trấn", "xã Yên Châu"),
    ("UBND huyện Yên Châu", "UBND tỉnh Sơn La"),
    ("Phòng Nội vụ huyện", "Sở Nội vụ tỉnh"),
    ("Phòng Nội vụ", "Sở Nội vụ"),
    ("cấp huyện", "cấp tỉnh"),
    ("huyện", "tỉnh"),
)
"""Words of the stories and what is said where there are no districts and no townships any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Says the texts of the demo in the words of its time."""

    has_district: bool = True

    @classmethod
    def under(cls, regime: Regime) -> Place:
        return cls(has_district=DISTRICT in regime.levels)

    @property
    def superior_level(self) -> str:
        return DISTRICT if self.has_district else "province"

    def say(self, text: str) -> str:
        if self.has_district:
            return text
        for before, since in SINCE_MERGED:
            text = text.replace(before, since)
        return text


TOWNSHIP = Place()
"""As it was until the districts ended."""
