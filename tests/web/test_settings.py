"""Settings: read from the environment, safe by default, wrong ones refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.ids import Ids
from web.settings import BadSetting, DemoIsLocal, Settings, UnsafeHost, read_settings


def test_an_empty_environment_serves_this_machine_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    settings = read_settings({})

    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/vinhdanh.db"


def test_the_secret_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    first = read_settings({"VINHDANH_DATA_DIR": str(tmp_path)})
    second = read_settings({"VINHDANH_DATA_DIR": str(tmp_path)}, ids=Ids(seed=7))

    assert first.secret == second.secret
    assert len(first.secret) == 32
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("port", ["x", "-1", "70000", "８０００", "80 00", "1e3"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    with pytest.raises(BadSetting, match="VINHDANH_PORT"):
        read_settings({"VINHDANH_DATA_DIR": str(tmp_path), "VINHDANH_PORT": port})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_this_machine_needs_no_proxy(host: str) -> None:
    assert not made(host=host).uses_https


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.vn", "::", ""])
def test_another_machine_is_served_only_through_a_proxy(host: str) -> None:
    with pytest.raises(UnsafeHost):
        made(host=host)

    assert made(host=host, proxies=1).uses_https


def test_the_demo_is_never_shown_to_others() -> None:
    with pytest.raises(DemoIsLocal):
        made(host="0.0.0.0", proxies=1, demo=True)


def made(**given: object) -> Settings:
    return Settings(
        database_url="sqlite://",
        data_dir=Path("var"),
        secret=b"x",
        **given,  # type: ignore[arg-type]
    )
