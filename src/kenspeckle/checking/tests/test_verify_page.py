"""`/verify`: a file or a link from any issuer."""

import io
import json
import re
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openbadges3.documents import Document
from openbadges3.errors import DocumentUnavailable

from kenspeckle.awards import files, operations
from kenspeckle.awards.models import Award
from kenspeckle.checking import documents, turns, verification
from kenspeckle.checking.documents import Fetched
from kenspeckle.kernel.clock import now
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(tmp_path: Path) -> Award:
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    return make.signed(
        make.awarded(make.person(), version, assessor, at=now()), make.key_store(tmp_path), at=now()
    )


@pytest.mark.parametrize("path", ["credentials", "awards"])
def test_a_link_to_a_shared_award_of_ours_is_checked_without_the_network(
    award: Award, client: Client, path: str
) -> None:
    operations.share(award_uid=award.uid, holder=award.person, shared=True, at=now())

    answer = client.post("/verify", {"link": f"{settings.PUBLIC_URL}/{path}/{award.uid}"})

    assert "You can rely on this credential" in answer.content.decode()


def test_a_link_to_a_private_award_is_like_one_to_nothing(award: Award, client: Client) -> None:
    answers = [
        client.post("/verify", {"link": f"{settings.PUBLIC_URL}/credentials/{uid}"})
        for uid in (award.uid, "6f1d5b0c-0000-4000-8000-000000000000", "x")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    words = [answer.content.decode().replace(str(award.uid), "") for answer in answers]
    assert all("The link could not be opened" in text for text in words)
    assert "Morag" not in words[0]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:5432/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "ftp://x.example/",
    ],
)
def test_a_link_to_a_private_network_is_not_opened(client: Client, link: str) -> None:
    answer = client.post("/verify", {"link": link})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_each_form_is_checked_and_a_changed_one_refused(
    award: Award, client: Client, form: str
) -> None:
    content = files.file_of(award, form).content
    upload = SimpleUploadedFile(f"badge.{form}", content)

    good = client.post("/verify", {"file": upload}).content.decode()

    assert "You can rely on this credential" in good
    assert "Morag Demo" in good
    changed = (
        content.replace(b"Morag Demo", b"Merag Demo") if form != "jwt" else content[:-9] + b"A" * 9
    )
    answer = client.post("/verify", {"file": SimpleUploadedFile("x", changed)}).content.decode()
    assert "Do not rely on this credential" in answer


def test_the_credential_in_a_pdf_certificate_is_checked_and_a_changed_byte_refused(
    award: Award, client: Client
) -> None:
    content = files.file_of(award, "pdf").content
    place = content.index(b"stream", content.index(b"/EmbeddedFile/")) + 200
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    good = client.post("/verify", {"file": SimpleUploadedFile("x.pdf", content)}).content.decode()
    bad = client.post("/verify", {"file": SimpleUploadedFile("x.pdf", changed)}).content.decode()

    assert "You can rely on this credential" in good
    assert "Morag Demo" in good
    assert "what its pages show is not checked" in good
    assert "Do not rely on this credential" in bad


NOT_BADGES = [
    b"\x00\x01\x02",
    b"not json",
    b"[]",
    b"{}",
    b"a.b.c",
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<!doctype html><title>A page</title><p>Hello<br>",
    b"\xff\xd8\xff\xe0 a photograph",
    (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n1 1\n0000000009 00000 n \n"
        b"trailer\n<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
    ),
]


@pytest.mark.parametrize("content", NOT_BADGES)
def test_of_what_is_no_badge_that_is_said_and_no_more(client: Client, content: bytes) -> None:
    answer = client.post("/verify", {"file": SimpleUploadedFile("x.json", content)})

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "This is not a badge" in text
    assert "rely on this credential" not in text


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b'{"type": ', b"eyJ.eyJ.x"])
def test_what_was_a_badge_and_is_damaged_is_not_relied_on(client: Client, content: bytes) -> None:
    answer = client.post("/verify", {"file": SimpleUploadedFile("x.json", content)})

    assert "Do not rely on this credential" in answer.content.decode()


def test_the_documents_for_a_check_of_ones_own_are_handed_over(
    award: Award, client: Client, tmp_path: Path
) -> None:
    upload = SimpleUploadedFile("badge.png", files.file_of(award, "png").content)

    answer = client.post("/verify", {"file": upload, "documents": "yes"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        named = json.loads(bundle.read("documents.json"))
        assert set(named.values()) < set(bundle.namelist())
        assert bundle.read("credential.png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    [
        "/status/a\0b/1",
        f"/status/issuer/{'9' * 5000}",
        "/status/issuer/٣",
        "/issuers/\0",
        "/issuers/issuer/keys/\0",
        "/badges/\0/versions/1",
        "https://[::1/",
    ],
)
def test_an_address_that_cannot_be_is_an_unknown_status_and_no_error_of_ours(
    award: Award, client: Client, address: str
) -> None:
    document = json.loads(files.file_of(award, "json").content)
    if address.startswith("/"):
        address = settings.PUBLIC_URL + address
    document["credentialStatus"]["statusListCredential"] = address

    answer = client.post("/verify", {"file": _file(document)})

    assert answer.status_code == 200
    assert "You can rely on this credential" not in answer.content.decode()


def test_one_check_looks_up_only_so_many_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Slow:
        def fetch(self, url: str) -> Document:
            asked.append(url)
            raise DocumentUnavailable("It does not answer.")

    monkeypatch.setattr(documents, "for_verification", Slow)
    issuers = [f"https://slow.example/{number}" for number in range(20)]
    endorsements = [
        {
            "issuer": issuer,
            "proof": [
                {
                    "type": "DataIntegrityProof",
                    "cryptosuite": "eddsa-rdfc-2022",
                    "proofPurpose": "assertionMethod",
                    "verificationMethod": f"{issuer}#key",
                }
            ]
            * 8,
        }
        for issuer in issuers
    ]

    verification.check(json.dumps({"endorsement": endorsements}), at=now(), fetched=Fetched())

    assert len(asked) == documents.MOST_DOCUMENTS


def test_one_visitor_with_slow_servers_holds_nobody_else_up(
    award: Award, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WAITING_SECONDS", 0.01)
    content = files.file_of(award, "json").content

    def ask(address: str) -> int:
        file = SimpleUploadedFile("x.json", content)
        return client.post("/verify", {"file": file}, REMOTE_ADDR=address).status_code

    with ExitStack() as theirs:
        for _ in range(turns.MOST_EACH):
            theirs.enter_context(turns.turn("192.0.2.1"))
        assert ask("192.0.2.1") == 409
        assert ask("192.0.2.2") == 200

    assert ask("192.0.2.1") == 200
    assert not turns._under_way


def _file(document: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.json", json.dumps(document).encode())


def test_every_check_of_the_library_has_a_title_in_plain_words() -> None:
    root = Path(__file__).parents[4]
    page = root / "packages" / "openbadges3" / "docs" / "what-is-checked.md"
    checks = re.findall(r"^\| `(\w+)` \|", page.read_text("utf-8"), flags=re.MULTILINE)

    assert {"proof", "related", "endorsement"} <= set(checks) <= set(verification.TITLES)
