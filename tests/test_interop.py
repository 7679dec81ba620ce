"""The files that `kenspeckle demo` leaves, in front of checkers that are not the service."""

import base64
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openbadges3 import unbake
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
INDEPENDENT = ROOT / "packages" / "openbadges3" / "tests" / "interop" / "check.py"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one run of the demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    folder.parent.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "kenspeckle", "demo", "--out", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def verify(demo: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Run the library's command on files of `demo`, offline."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("openbadges3"),
            "verify",
            "--offline",
            "--documents",
            demo / "documents.json",
            *(demo / name for name in names),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def independent(demo: Path, *names: str) -> dict[str, bool]:
    """Return what the npm stack of Digital Bazaar says of each file."""
    done = subprocess.run(
        [
            sys.executable,
            INDEPENDENT,
            "--documents",
            demo / "documents.json",
            *(demo / name for name in names),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    answers = json.loads(done.stdout)
    return {Path(name).name: answer["verified"] for name, answer in answers.items()}


def with_one_other(content: bytes, at: int) -> bytes:
    """Return `content` with one letter of its text exchanged for another."""
    other = b"x" if content[at : at + 1] != b"x" else b"y"
    return content[:at] + other + content[at + 1 :]


def in_the_name(content: bytes) -> bytes:
    """Change one letter of the badge's name inside the credential's subject."""
    subject = content.index(b"credentialSubject")
    return with_one_other(content, content.index(b"Leading others", subject) + 3)


def in_the_chunk(content: bytes) -> bytes:
    """Change one letter of the credential inside a PNG, and let its check sum fit again."""
    changed = in_the_name(content)
    start = changed.index(b"iTXt")
    length = int.from_bytes(changed[start - 4 : start], "big")
    end = start + 4 + length
    return changed[:end] + zlib.crc32(changed[start:end]).to_bytes(4, "big") + changed[end + 4 :]


def in_the_payload(content: bytes) -> bytes:
    """Change one letter of a JWT's second part so that it is still JSON, only other JSON."""
    first, second = content.index(b"."), content.rindex(b".")
    for place in range((first + second) // 2, second):
        changed = with_one_other(content, place)
        payload = changed[first + 1 : second]
        try:
            json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
        except ValueError:
            continue
        return changed
    raise AssertionError("no letter of the payload can be changed")


FILES: dict[str, Callable[[bytes], bytes]] = {
    "credential.json": in_the_name,
    "credential.jwt": in_the_payload,
    "badge.png": in_the_chunk,
    "badge.svg": in_the_name,
}


def test_the_command_accepts_all_four_files(demo: Path) -> None:
    done = verify(demo, *FILES)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", FILES)
def test_the_command_refuses_each_file_after_a_change_of_one_character(
    demo: Path, tmp_path: Path, name: str
) -> None:
    before = (demo / name).read_bytes()
    changed = FILES[name](before)
    assert len(changed) == len(before)
    assert changed != before
    (tmp_path / name).write_bytes(changed)

    done = verify(demo, str(tmp_path / name))

    assert done.returncode == 1, done.stdout + done.stderr


def test_the_command_refuses_a_damaged_picture(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "badge.png").write_bytes(in_the_name((demo / "badge.png").read_bytes()))

    done = verify(demo, str(tmp_path / "badge.png"))

    assert done.returncode == 1
    assert "damaged" in done.stdout


def test_an_independent_verifier_accepts_the_credential_and_the_status_list(demo: Path) -> None:
    assert independent(demo, "credential.json", "status-list.json") == {
        "credential.json": True,
        "status-list.json": True,
    }


def test_an_independent_verifier_refuses_both_after_a_change_of_one_character(
    demo: Path, tmp_path: Path
) -> None:
    credential = in_the_name((demo / "credential.json").read_bytes())
    listed = (demo / "status-list.json").read_bytes()
    listed = with_one_other(listed, listed.index(b'"encodedList"') + 30)
    (tmp_path / "credential.json").write_bytes(credential)
    (tmp_path / "status-list.json").write_bytes(listed)

    found = independent(demo, str(tmp_path / "credential.json"), str(tmp_path / "status-list.json"))

    assert found == {"credential.json": False, "status-list.json": False}


def test_the_certificate_is_verified_and_one_changed_byte_in_its_attachment_is_not(
    demo: Path,
) -> None:
    content = (demo / "certificate.pdf").read_bytes()
    start = content.index(b"stream", content.index(b"/EmbeddedFile/"))
    (demo / "changed.pdf").write_bytes(with_one_other(content, start + 500))

    assert verify(demo, "certificate.pdf").returncode == 0
    changed = verify(demo, "changed.pdf")
    assert (changed.returncode, "not to be relied on" in changed.stdout) == (1, True)
    assert verify(demo, "documents.json").returncode == 2


def test_the_certificate_is_accessible_and_archivable_and_holds_the_credential(
    demo: Path,
) -> None:
    pdf = PdfReader(demo / "certificate.pdf")

    assert pdf.attachments == {"credential.json": [(demo / "credential.json").read_bytes()]}
    attached = unbake((demo / "certificate.pdf").read_bytes())
    assert attached.encode() == (demo / "credential.json").read_bytes()
    metadata = pdf.xmp_metadata
    assert metadata is not None
    elements: Any = metadata.rdf_root.getElementsByTagName("*")
    marks = {
        element.tagName: element.firstChild.data
        for element in elements
        if element.tagName in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")
    }
    assert marks == {"pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A"}
    catalogue: Any = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("en")
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/AF"][0]["/AFRelationship"] in ("/Data", "/Source", "/Alternative")


def test_the_baked_picture_runs_nothing_and_asks_nobody(demo: Path) -> None:
    root = ElementTree.fromstring((demo / "badge.svg").read_bytes())

    for element in root.iter():
        assert element.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            assert local != "style"
            assert not local.startswith("on")
            if local in ("href", "src"):
                assert value.startswith("#"), value
            if "url(" in value:
                assert "url(#" in value, value
