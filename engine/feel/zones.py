"""Time zones by name, read once: an expression that runs opens no files.

Other zones of the tz database than these are not known to expressions (the value is null).
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

_NAMES = """
UTC Etc/UTC GMT Etc/GMT
Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi
America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago
America/Denver America/Halifax America/Lima America/Los_Angeles America/Mexico_City
America/New_York America/Phoenix America/Santiago America/Sao_Paulo America/St_Johns
America/Toronto America/Vancouver
Asia/Almaty Asia/Baghdad Asia/Baku Asia/Bangkok Asia/Colombo Asia/Dhaka Asia/Dubai Asia/Ho_Chi_Minh
Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Kabul Asia/Karachi Asia/Kathmandu Asia/Kolkata
Asia/Kuala_Lumpur Asia/Manila Asia/Phnom_Penh Asia/Riyadh Asia/Saigon Asia/Seoul Asia/Shanghai
Asia/Singapore Asia/Taipei Asia/Tashkent Asia/Tehran Asia/Tokyo Asia/Ulaanbaatar Asia/Vientiane
Asia/Vladivostok Asia/Yangon
Atlantic/Azores Atlantic/Reykjavik
Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Melbourne Australia/Perth
Australia/Sydney
Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Bucharest
Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv
Europe/Lisbon Europe/London Europe/Madrid Europe/Moscow Europe/Oslo Europe/Paris Europe/Prague
Europe/Rome Europe/Sofia Europe/Stockholm Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zurich
Pacific/Auckland Pacific/Fiji Pacific/Guam Pacific/Honolulu
"""

ZONES: Final = {name: ZoneInfo(name) for name in _NAMES.split()}
