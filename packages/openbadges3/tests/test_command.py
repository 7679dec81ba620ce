from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import SigningKey, bake_png
from openbadges3.command import main
from openbadges3.keys import PublicKey

Json = dict[str, Any]


@pytest.fixture
def folder(
    tmp_path: Path, issuer: Any, badge: Json, png: bytes, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder with a badge in every form, and what is needed to verify it."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, str] = {}
    for place, (address, document) in enumerate(issuer.published().items()):
        names[address] = f"published-{place}.json"
        (tmp_path / names[address]).write_text(json.dumps(document))
    (tmp_path / "documents.json").write_text(json.dumps(names))
    signed = json.dumps(issuer.sign(badge))
    (tmp_path / "badge.json").write_text(signed)
    (tmp_path / "badge.jwt").write_text(issuer.sign_jwt(badge))
    (tmp_path / "badge.png").write_bytes(bake_png(png, signed))
    (tmp_path / "unsigned.json").write_text(json.dumps(badge))
    (tmp_path / "picture.png").write_bytes(png)
    (tmp_path / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return tmp_path


OFFLINE = ["--offline", "--documents", "documents.json", "--at", "2026-11-22T13:00:00Z"]


def test_good_badges_give_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(
        ["verify", *OFFLINE, "--email", "morag@example.org", "badge.json", "badge.jwt", "badge.png"]
    )

    assert status == 0
    told = capsys.readouterr().out
    assert "badge.png: good" in told
    assert "\x1b" not in told


def test_a_bad_badge_gives_1_and_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *OFFLINE, "badge.json", "unsigned.json"]) == 1

    assert "unsigned.json: not to be relied on" in capsys.readouterr().out


def test_what_cannot_be_read_gives_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.json").write_text("{")

    assert main(["verify", *OFFLINE, "badge.json", "nowhere.json"]) == 2
    assert main(["verify", *OFFLINE, "broken.json"]) == 2
    assert main(["verify", "--documents", "nowhere.json", "badge.json"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_missing_status_list_gives_1_unless_allowed(folder: Path) -> None:
    names = json.loads((folder / "documents.json").read_text())
    del names["https://badges.example/status/college/1"]
    (folder / "documents.json").write_text(json.dumps(names))

    assert main(["verify", *OFFLINE, "badge.json"]) == 1
    assert main(["verify", *OFFLINE, "--allow-unknown-status", "badge.json"]) == 0


def test_whose_status_lists_are_taken_can_be_said(folder: Path) -> None:
    # The lists of issuers themselves are always taken.
    assert main(["verify", *OFFLINE, "--status-keeper", "did:web:a.example", "badge.json"]) == 0


def test_findings_are_there_for_machines_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *OFFLINE, "--json", "badge.json", "nowhere.json"]) == 2

    found = json.loads(capsys.readouterr().out)
    assert found["badge.json"]["outcome"] == "good"
    assert {"check", "outcome", "path", "words", "section"} == set(
        found["badge.json"]["findings"][0]
    )
    assert found["nowhere.json"]["outcome"] == "unreadable"


def test_further_contexts_can_be_given(folder: Path) -> None:
    (folder / "context.json").write_text('{"@context": {"x": "https://a.example/x"}}')

    assert (
        main(["verify", *OFFLINE, "--context", "https://a.example/=context.json", "badge.json"])
        == 0
    )
    assert main(["verify", *OFFLINE, "--context", "context.json", "badge.json"]) == 2


@pytest.mark.parametrize(
    "arguments", [[], ["verify"], ["nonsense"], ["verify", "--at", "soon", "x"]]
)
def test_wrong_use_is_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_key_is_made_once_and_signs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], badge: Json
) -> None:
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    assert main(["keygen", "issuer.key"]) == 0
    multibase = capsys.readouterr().out.strip()
    assert (folder / "issuer.key").stat().st_mode & 0o777 == 0o600
    assert main(["keygen", "issuer.key"]) == 2

    assert main(["did", "--key", multibase]) == 0
    did = capsys.readouterr().out.strip()
    assert did == f"did:key:{multibase}"
    badge["issuer"]["id"] = did
    del badge["credentialStatus"]
    (folder / "mine.json").write_text(json.dumps(badge))
    assert main(["issue", "mine.json", "--key", "issuer.key"]) == 0
    (folder / "signed.json").write_text(capsys.readouterr().out)
    assert main(["issue", "mine.json", "--key", "issuer.key", "--jwt", f"{did}#{multibase}"]) == 0
    (folder / "signed.jwt").write_text(capsys.readouterr().out)

    for picture, form in (("picture.png", "signed.json"), ("picture.svg", "signed.jwt")):
        assert main(["bake", picture, form, f"baked-{picture}"]) == 0
        assert main(["unbake", f"baked-{picture}"]) == 0
        assert capsys.readouterr().out.strip() == (folder / form).read_text().strip()
    forms = ["signed.json", "signed.jwt", "baked-picture.png", "baked-picture.svg"]
    assert main(["verify", *OFFLINE, *forms]) == 0


def test_a_key_is_not_opened_without_its_secret(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.key").write_bytes(SigningKey.generate().seal(b"right"))
    (folder / "secret").write_text("right\n")
    monkeypatch.delenv("OPENBADGES3_SECRET", raising=False)

    assert main(["issue", "unsigned.json", "--key", "a.key"]) == 2
    assert "secret" in capsys.readouterr().err
    monkeypatch.setenv("OPENBADGES3_SECRET", "wrong")
    assert main(["issue", "unsigned.json", "--key", "a.key"]) == 2
    assert (
        main(
            [
                "issue",
                "unsigned.json",
                "--key",
                "a.key",
                "--secret-file",
                "secret",
                "--jwt",
                "https://badges.example/key",
            ]
        )
        == 0
    )


def test_a_did_document_is_printed_with_where_to_publish_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    key: PublicKey = SigningKey.generate().public

    assert main(["did", "did:web:badges.example:issuers:college", "--key", key.multibase]) == 0

    told = capsys.readouterr()
    assert json.loads(told.out)["assertionMethod"] == [
        f"did:web:badges.example:issuers:college#{key.multibase}"
    ]
    assert "https://badges.example/issuers/college/did.json" in told.err
