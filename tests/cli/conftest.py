"""The command line in an installation of the test's own that nobody has used yet."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from web.cli import main


@dataclass
class Terminal:
    """Types commands; the data are in a folder of the test's own."""

    data_dir: Path
    language: str = "en"

    def runs(self, *words: str, typed: str = "", **environment: str) -> Result:
        return CliRunner().invoke(
            main,
            words,
            input=typed,
            env={
                "VINHDANH_DATA_DIR": str(self.data_dir),
                "VINHDANH_DATABASE_URL": None,
                "VINHDANH_HOST": None,
                "VINHDANH_LANG": self.language,
                **environment,
            },
        )

    def answers(self, *words: str, exit_code: int = 0, **environment: str) -> Any:
        """What a command says with `--format json`."""
        result = self.runs(*words, "--format", "json", **environment)
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout)

    @property
    def database(self) -> str:
        return f"sqlite:///{self.data_dir / 'vinhdanh.db'}"

    def adds_user(self, username: str = "hanh", password: str = "một mật khẩu dài") -> Result:
        return self.runs(
            *("user", "add", "--username", username, "--name", "Lường Thị Hạnh"),
            *("--office", "UBND thị trấn Yên Châu", "--agency-code", "H52.1.1"),
            *("--place", "Yên Châu", "--position", "award_officer", "--position", "admin"),
            "--password-stdin",
            typed=f"{password}\n",
        )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an installation that nobody has used yet."""
    first = Terminal(tmp_path_factory.mktemp("installation"))
    first.answers("user", "list")
    return first.data_dir / "vinhdanh.db"


@pytest.fixture
def terminal(prepared: Path, tmp_path: Path) -> Terminal:
    """At an installation that is there; making one takes longer than most commands."""
    at = Terminal(tmp_path / "data")
    at.data_dir.mkdir()
    shutil.copyfile(prepared, at.data_dir / prepared.name)
    return at


@pytest.fixture
def new_terminal(tmp_path: Path) -> Terminal:
    """Where nothing is yet: the first command makes the installation."""
    return Terminal(tmp_path / "data")
