"""A status list kept in a file with the command, and a badge revoked in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import SigningKey, StatusList, did_key, issue, verify
from openbadges3.command import main
from openbadges3.documents import InMemoryDocuments
from openbadges3.errors import Revoked, Suspended

Json = dict[str, Any]
ADDRESS = "https://badges.example/status/1"


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SigningKey:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    made = SigningKey.generate("Ed25519")
    Path("issuer.key").write_bytes(made.seal(b"a long secret"))
    return made


def run(*arguments: str) -> int:
    key = [] if arguments[0] == "entry" else ["--key", "issuer.key"]
    return main(["status-list", *arguments, *key])


def checked(signed: Json) -> None:
    documents = InMemoryDocuments({ADDRESS: Path("list.json").read_text()})
    verify(json.dumps(signed), documents=documents, at=datetime.now(UTC))


def award(key: SigningKey, badge: Json, capsys: pytest.CaptureFixture[str], place: str) -> Json:
    """A badge that has this place in the list."""
    capsys.readouterr()
    assert run("entry", "list.json", place) == 0
    entry = json.loads(capsys.readouterr().out)
    badge = {**badge, "issuer": {**badge["issuer"], "id": did_key(key.public)}}
    return issue({**badge, "credentialStatus": entry}, key=key, created=datetime.now(UTC))


@pytest.mark.parametrize(("purpose", "error"), [("revocation", Revoked), ("suspension", Suspended)])
def test_a_badge_is_marked_by_its_file_or_its_place_and_unmarked(
    key: SigningKey,
    badge: Json,
    capsys: pytest.CaptureFixture[str],
    purpose: str,
    error: type[Exception],
) -> None:
    assert run("new", "list.json", "--id", ADDRESS, "--purpose", purpose, "--days", "2") == 0
    signed, other = (award(key, badge, capsys, place) for place in ("4711", "12"))
    Path("badge.json").write_text(json.dumps(signed))
    checked(signed)

    assert run("set", "list.json", "badge.json") == 0
    with pytest.raises(error):
        checked(signed)
    checked(other)
    assert run("unset", "list.json", "4711") == 0
    checked(signed)
    assert run("set", "list.json", "12", "13") == 0
    with pytest.raises(error):
        checked(other)
    told = capsys.readouterr().out
    assert f"12: {'revoked' if purpose == 'revocation' else 'suspended'}\n" in told
    assert Path.cwd().joinpath("list.json").stat().st_size > 300
    assert sorted(each.name for each in Path.cwd().iterdir()) == [
        "badge.json",
        "issuer.key",
        "list.json",
    ]


def test_a_list_is_signed_anew_for_as_long_as_before(key: SigningKey) -> None:
    assert run("new", "list.json", "--id", ADDRESS, "--days", "3") == 0
    before = json.loads(Path("list.json").read_text())
    before |= {"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2026-01-04T00:00:00Z"}
    Path("list.json").write_text(json.dumps(before))

    assert run("renew", "list.json") == 0

    after = json.loads(Path("list.json").read_text())
    start, end = (datetime.fromisoformat(after[each]) for each in ("validFrom", "validUntil"))
    assert (end - start).days == 3
    assert after["issuer"] == did_key(key.public)
    encoded = after["credentialSubject"]["encodedList"]
    assert StatusList.decode(encoded).bits == bytes(131_072 // 8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", "list.json", "--id", ADDRESS], "exists"),
        (["new", "other.json", "--id", ADDRESS, "--size", "8"], "at least 131072 entries"),
        (["set", "list.json", "131072"], "entries 0 to 131071"),
        (["set", "list.json", "nowhere.json"], "nowhere.json"),
        (["set", "list.json", "list.json"], "has no place in this list"),
        (["set", "badge.json", "1"], "is no status list"),
        (["entry", "list.json", "other"], "other"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    key: SigningKey, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run("new", "list.json", "--id", ADDRESS) == 0
    Path("badge.json").write_text("{}")
    before = Path("list.json").read_text()

    assert run(*arguments) == 2

    assert message in capsys.readouterr().err
    assert Path("list.json").read_text() == before
