"""Keys: from the setting or a file that only its owner reads, and never shown."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from bot.keyring import InvalidKeys, Keyring, load_keyring

OLD, NEW = "0a" * 32, "0b" * 32


def test_a_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "code.key"

    first, second = load_keyring(None, file), load_keyring(None, file)

    assert first == second
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["code.key"]


def _load(file: Path) -> Keyring:
    return load_keyring(None, file)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        made = pool.map(_load, [tmp_path / "code.key"] * 6)

    assert all(keyring == made[0] for keyring in made)


def test_a_file_that_others_could_read_is_closed_to_them_and_said(tmp_path: Path, capsys, caplog) -> None:
    file = tmp_path / "code.key"
    file.write_text(OLD)
    file.chmod(0o644)

    load_keyring(None, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "keys.were_open_to_others" in capsys.readouterr().out + caplog.text


def test_the_setting_comes_first_and_the_newest_key_is_the_present_one(tmp_path: Path) -> None:
    rotated = load_keyring(f"{NEW}, {OLD}", tmp_path / "code.key")
    before = load_keyring(OLD, tmp_path / "code.key")

    assert rotated.current != before.current
    assert rotated.mac(before.current, "x") == before.mac(before.current, "x")
    assert rotated.mac(rotated.current, "x") != before.mac(before.current, "x")
    assert not (tmp_path / "code.key").exists()


@pytest.mark.parametrize("value", ["secret", "0a" * 31, "0a" * 32 + "0", f"{OLD};{NEW}", " , "])
def test_a_key_that_is_none_is_refused_without_being_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidKeys, match="openssl rand -hex 32") as refused:
        load_keyring(value, tmp_path / "code.key")
    assert value.strip(" ,") == "" or value not in str(refused.value)


def test_a_file_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "code.key"
    file.write_text("")
    with pytest.raises(InvalidKeys):
        load_keyring(None, file)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the place of the folder")
    with pytest.raises(InvalidKeys, match="cannot be used"):
        load_keyring(None, tmp_path / "var" / "code.key")


def test_no_key_is_shown_where_a_keyring_is_printed() -> None:
    keyring = load_keyring(OLD, Path(os.devnull))
    assert OLD not in repr(keyring)
    assert repr(bytes.fromhex(OLD)) not in repr(keyring)
