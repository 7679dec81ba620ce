from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import SigningKey, bake_png
from openbadges3.command import main
from openbadges3.keys import PublicKey
from openbadges3.telling import shown

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


def test_what_cannot_be_read_is_told_alike_to_people_and_machines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.json").write_text("{")
    (folder / "empty.json").write_text("")
    unread = ["broken.json", "empty.json", "picture.png", "nowhere.json", "."]

    assert main(["verify", *OFFLINE, *unread]) == 2
    told = capsys.readouterr().out
    assert [f"{name}: cannot be read" in told for name in unread] == [True] * 5
    assert told.endswith("5 files: 5 cannot be read\n")
    assert main(["verify", *OFFLINE, "--json", *unread]) == 2
    found = json.loads(capsys.readouterr().out)
    assert list(found) == unread
    for each in found.values():
        assert each["outcome"] == "unreadable"
        assert [finding["check"] for finding in each["findings"]] == ["reading"]


def test_several_files_are_told_in_order_and_summed_up(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["unsigned.json", "nowhere.json", "badge.json", "badge.jwt", "badge.json"]

    assert main(["verify", *OFFLINE, *given]) == 2

    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if not line.startswith(" ")] == [
        "unsigned.json: not to be relied on",
        "nowhere.json: cannot be read",
        "badge.json: good",
        "badge.jwt: good",
        "4 files: 2 good; 1 not to be relied on; 1 cannot be read",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_there_are_colours_on_a_terminal_unless_unwanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    told: list[str] = []
    for name, value in (("NO_COLOR", ""), ("NO_COLOR", "1"), ("TERM", "dumb")):
        screen = Terminal()
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            changed.setattr(sys, "stdout", screen)
            main(["verify", *OFFLINE, "badge.json"])
        told.append(screen.getvalue())

    assert ["\x1b[32mgood" in each for each in told] == [True, False, False]


def test_progress_is_shown_on_a_terminal_when_files_are_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"copy-{place}.json" for place in range(10)]
    for name in names:
        (folder / name).write_bytes((folder / "badge.json").read_bytes())
    told: list[str] = []
    for stream, given in ((Terminal(), names), (Terminal(), names[1:]), (io.StringIO(), names)):
        with monkeypatch.context() as changed:
            changed.setattr(sys, "stderr", stream)
            assert main(["verify", *OFFLINE, "--json", *given]) == 0
        told.append(stream.getvalue())
        assert len(json.loads(capsys.readouterr().out)) == len(given)

    assert told[0].startswith("\r1 of 10\r2 of 10")
    assert told[0].endswith("\r10 of 10\n")
    assert told[1:] == ["", ""]


def test_a_credential_cannot_speak_to_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = json.loads((folder / "badge.json").read_text())
    signed["\x1b[2J\u202eevil"] = "x"
    (folder / "evil.json").write_text(json.dumps(signed))

    assert main(["verify", *OFFLINE, "evil.json"]) == 1

    told = capsys.readouterr().out
    assert "\\x1b[2J\\u202eevil" in told
    assert all(each.isprintable() for line in told.splitlines() for each in line)


def test_what_a_terminal_cannot_write_is_escaped() -> None:
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    assert shown("Mòrag \udcff\n", plain) == r"M\xf2rag \udcff\n"
    assert shown("Mòrag", io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) == "Mòrag"


def test_a_badge_is_read_from_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO((folder / "badge.json").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))

    assert main(["verify", *OFFLINE, "-"]) == 0
    assert capsys.readouterr().out.startswith("-: good\n")


def test_a_reader_who_goes_away_and_an_interruption_end_it_quietly(folder: Path) -> None:
    command = [sys.executable, "-m", "openbadges3", "verify", *OFFLINE]
    gone, ours = os.pipe()
    os.close(gone)
    done = subprocess.run(
        [*command, "badge.json"], stdout=ours, stderr=subprocess.PIPE, check=False
    )
    os.close(ours)
    assert (done.returncode, done.stderr) == (1, b"")

    code = (
        "import sys, openbadges3.command as c\n"
        "def stop(name): raise KeyboardInterrupt\n"
        "c._read = stop\n"
        "sys.exit(c.main(['verify', '-']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


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
    assert {"check", "outcome", "path", "message", "section"} == set(
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


def test_an_issuer_without_an_id_is_the_key_and_another_key_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], badge: Json
) -> None:
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    key = SigningKey.generate()
    (folder / "a.key").write_bytes(key.seal(b"a long secret"))
    del badge["issuer"]["id"], badge["credentialStatus"]
    (folder / "mine.json").write_text(json.dumps(badge))

    assert main(["issue", "mine.json", "--key", "a.key"]) == 0
    (folder / "signed.json").write_text(capsys.readouterr().out)
    assert main(["verify", *OFFLINE, "signed.json"]) == 0

    capsys.readouterr()
    badge["issuer"]["id"] = f"did:key:{SigningKey.generate().public.multibase}"
    (folder / "mine.json").write_text(json.dumps(badge))
    assert main(["issue", "mine.json", "--key", "a.key"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"the key that would sign is did:key:{key.public.multibase}" in told.err


@pytest.mark.parametrize("issuer_id", ["did:web:a.example", "https://a.example/issuer"])
def test_the_key_of_an_issuer_is_named_in_the_issuers_own_document(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    badge: Json,
    issuer_id: str,
) -> None:
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    key = SigningKey.generate()
    (folder / "a.key").write_bytes(key.seal(b"a long secret"))
    badge["issuer"]["id"] = issuer_id
    (folder / "mine.json").write_text(json.dumps(badge))

    assert main(["issue", "mine.json", "--key", "a.key"]) == 0

    signed = json.loads(capsys.readouterr().out)
    assert signed["proof"][0]["verificationMethod"] == f"{issuer_id}#{key.public.multibase}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["issue", "broken.json", "--key", "a.key"], "broken.json: that is not JSON"),
        (["issue", "unsigned.json", "--key", "broken.json"], "broken.json: that is not a sealed"),
        (["issue", "unsigned.json", "--key", "nokey"], "nokey: No such file or directory\n"),
        (["issue", "unsigned.json", "--key", "."], ".: Is a directory\n"),
        (["issue", "bare.json", "--key", "a.key"], "bare.json: the first context is not that of"),
        (["issue", "bare.json", "--key", "a.key"], " [$.@context] (VCDM 2.0 §4.3)\n"),
        (["keygen", "a.key"], "a.key: File exists\n"),
        (["bake", "picture.png", "broken.json", "out.png"], "broken.json: that is not JSON"),
        (["bake", "broken.json", "badge.json", "out.png"], "broken.json: only PNG and SVG"),
        (["unbake", "picture.png"], "picture.png: the image carries no credential"),
        (["verify", "--context", "https://a.example/=broken.json", "badge.json"], "broken.json: "),
        (["vc-api", "--tls-key", "a.key"], "give --tls-cert"),
        (["vc-api", "--tls-cert", "a.key"], "a.key is no certificate"),
    ],
)
def test_errors_name_the_file_the_place_and_the_section(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    (folder / "a.key").write_bytes(SigningKey.generate().seal(b"a long secret"))
    (folder / "broken.json").write_text("{")
    (folder / "bare.json").write_text('{"issuer": {}}')

    assert main(arguments) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("openbadges3: ")
    assert message in told.err


def test_a_port_that_is_taken_or_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["vc-api", "--port", str(taken.getsockname()[1])]) == 2
    assert capsys.readouterr().err == "openbadges3: Address already in use\n"

    with pytest.raises(SystemExit) as stopped:
        main(["vc-api", "--port", "99999"])
    assert stopped.value.code == 2
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_a_did_key_has_one_key(capsys: pytest.CaptureFixture[str]) -> None:
    key = SigningKey.generate().public.multibase

    assert main(["did", "--key", key, "--key", key]) == 2
    assert "a did:key has one key" in capsys.readouterr().err


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
