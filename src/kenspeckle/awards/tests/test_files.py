import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import qrcode
from django.db import connection
from openbadges3 import DirectoryMap, unbake, verify
from pypdf import PdfReader

from kenspeckle.awards import files
from kenspeckle.awards.certificate import certificate, drawable, qr_svg
from kenspeckle.awards.models import Award
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def award_of(name: str, badge: str = "Leading others") -> Award:
    """A recorded award to somebody of this name."""
    version = make.badge(name=badge)
    return make.awarded(
        make.person(name), version, make.member(version.badge.issuer, Role.ASSESSOR)
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mòrag NicDhòmhnaill", "Mòrag NicDhòmhnaill"),
        ("Zoë Łukasz-Ó Briain", "Zoë Łukasz-Ó Briain"),
        ("Ewan 🌟 Demo", "Ewan □ Demo"),
        ("Family 👩‍👩‍👧", "Family □□□"),
        ("#set text(red) *bold* $x$ \\ @a <b>", "#set text(red) *bold* $x$ \\ @a <b>"),
    ],
)
def test_a_certificate_of_any_name_is_a_pdf_with_the_credential_attached(
    tmp_path: Path, name: str, shown: str
) -> None:
    award = make.signed(award_of(name), make.key_store(tmp_path))

    pdf = PdfReader(io.BytesIO(files.file_of(award, "pdf").content))

    [(_, attached)] = pdf.attachments.items()
    assert attached == [bytes(award.credential.document.signed or b"")]
    text = " ".join(pdf.pages[0].extract_text().split())
    assert shown in text.replace("\N{ZERO WIDTH JOINER}", "")
    assert "Leading others" in text
    marks = pdf.xmp_metadata
    assert marks is not None
    described = marks.rdf_root.toxml()
    assert "pdfuaid:part" in described
    assert "pdfaid:conformance" in described
    assert drawable(name).replace("\N{ZERO WIDTH JOINER}", "") == shown


def test_certificates_that_are_asked_for_at_once_are_made_at_once(tmp_path: Path) -> None:
    award = files.with_files(Award.objects.filter(pk=award_of("Morag Demo").pk)).get()
    together = Barrier(4)

    def make_one(_: int) -> bytes:
        together.wait(20)
        try:
            return certificate(award, credential=b"{}")
        finally:
            # What a thread asked the database ends with it.
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(make_one, range(4)))

    assert len(set(made)) == 1
    assert made[0].startswith(b"%PDF")


def test_the_code_on_a_certificate_leads_to_the_award() -> None:
    address = "https://kenspeckle.example/awards/6f1d2c3b-0000-4000-8000-000000000000"

    drawn = qr_svg(address)

    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=2, mask_pattern=2
    )
    code.add_data(address)
    expected = code.get_matrix()
    dark = [[False] * len(expected) for _ in expected]
    for x, y, length in re.findall(r"M(\d+),(\d+)h(\d+)v1h-\3z", drawn):
        for at in range(int(x), int(x) + int(length)):
            dark[int(y)][at] = True
    assert dark == expected
    assert f'viewBox="0 0 {len(expected)} {len(expected)}"' in drawn


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_baked_picture_holds_the_credential(tmp_path: Path, form: str) -> None:
    award = make.signed(award_of("Morag Demo"), make.key_store(tmp_path))

    assert unbake(files.file_of(award, form).content).encode() == bytes(
        award.credential.document.signed or b""
    )


def test_the_offline_bundle_verifies_with_nothing_but_its_files(tmp_path: Path) -> None:
    award = make.signed(award_of("Morag Demo"), make.key_store(tmp_path / "keys"))

    with zipfile.ZipFile(io.BytesIO(files.offline_bundle(award))) as bundle:
        bundle.extractall(tmp_path / "bundle")

    folder = tmp_path / "bundle"
    documents = DirectoryMap(folder / "documents.json")
    for name in ("credential.json", "credential.jwt", "badge.png", "badge.svg"):
        found = verify((folder / name).read_bytes(), documents=documents, at=NOON)
        assert found.document["name"] == "Leading others"


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg", "pdf"])
def test_files_of_an_award_that_is_not_signed_yet_are_refused_in_words(form: str) -> None:
    with pytest.raises(WrongState, match="being signed at the moment"):
        files.file_of(award_of("Morag Demo"), form)


def test_documents_name_all_that_a_check_asks_for(tmp_path: Path) -> None:
    award = make.signed(award_of("Morag Demo"), make.key_store(tmp_path))
    credential = json.loads(bytes(award.credential.document.signed or b""))

    named = set(files.documents(award))

    assert credential["issuer"]["id"] in named
    assert credential["credentialStatus"]["statusListCredential"] in named
    assert credential["credentialSubject"]["achievement"]["id"] in named
