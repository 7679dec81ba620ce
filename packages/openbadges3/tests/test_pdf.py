"""Credentials attached to PDFs, and PDFs that were made to keep a reader busy."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

import pytest
from openbadges3 import examine, unbake
from openbadges3.errors import BakingRefused, CarriesNothing, CredentialDamaged
from openbadges3.pdf.attached import attached_files
from openbadges3.pdf.objects import Name, Reader, Reference, Steps

Json = dict[str, Any]
AT = datetime.fromisoformat("2026-11-22T13:00:00+00:00")
CATALOG = b"<</Type/Catalog/AF[2 0 R]>>"
FILE = b"<</Type/Filespec/UF(badge.json)/EF<</F 3 0 R>>>>"


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """An object that is a stream."""
    if packed:
        data, entries = zlib.compress(data), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def pdf(*objects: bytes, trailer: bytes = b"", start: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of objects numbered from 1 on, of which the first is its catalog."""
    made, places = start, []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    return made + b"startxref\n%d\n%%%%EOF\n" % table


def carrying(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A PDF with one attached file."""
    return pdf(CATALOG, FILE, stream(data, entries, packed=packed))


def updated(old: bytes, number: int, new: bytes) -> bytes:
    """`old` with an update behind it that gives an object anew (ISO 32000-2 §7.5.6)."""
    before = int(old.rpartition(b"startxref\n")[2].split()[0])
    place, table = len(old), len(old) + len(new) + len(b"9 0 obj\n\nendobj\n")
    return (
        old
        + b"%d 0 obj\n%s\nendobj\n" % (number, new)
        + (
            b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 9/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (number, place, before, table)
        )
    )


@pytest.fixture
def signed(issuer: Any, badge: Json) -> str:
    return json.dumps(issuer.sign(badge))


@pytest.mark.parametrize("packed", [False, True])
def test_a_badge_attached_to_a_pdf_is_verified(issuer: Any, signed: str, packed: bool) -> None:
    made = carrying(signed.encode(), packed=packed)

    report = examine(made, documents=issuer.documents(), at=AT)

    assert unbake(made) == signed
    assert report.outcome == "good"
    assert [each.message for each in report.of("baking")] == [
        "The PDF has a credential attached; what its pages show is not checked."
    ]


def test_a_jwt_attached_to_a_pdf_is_verified(issuer: Any, badge: Json) -> None:
    jws = issuer.sign_jwt(badge)

    report = examine(carrying(jws.encode(), packed=True), documents=issuer.documents(), at=AT)

    assert report.outcome in {"good", "warning"}
    assert unbake(carrying(jws.encode())) == jws


@pytest.mark.parametrize("packed", [False, True])
def test_a_changed_byte_in_the_attachment_is_bad_and_not_unreadable(
    issuer: Any, signed: str, packed: bool
) -> None:
    made = carrying(signed.encode(), packed=packed)
    start = made.index(b"stream\n") + len(b"stream\n")
    length = made.index(b"\nendstream") - start

    for at in {0, 1, length // 3, length // 2, length - 1, *range(7, length, max(length // 40, 1))}:
        changed = bytearray(made)
        changed[start + at] ^= 1
        report = examine(bytes(changed), documents=issuer.documents(), at=AT)

        assert report.outcome == "bad", at
        assert report.of("reading") == (), at


def test_a_file_that_is_called_json_and_is_none_is_damaged() -> None:
    for data in (b"\xff{}", b"zzz", b"{\xff}"):
        with pytest.raises(CredentialDamaged):
            unbake(carrying(data))
    report = examine(carrying(b'{"type": '), documents=None, at=AT)  # type: ignore[arg-type]
    assert [(each.check, each.outcome) for each in report.findings] == [
        ("baking", "good"),
        ("baking", "bad"),
    ]
    assert report.is_badge


def test_a_pdf_without_a_credential_is_not_a_badge() -> None:
    letter = pdf(b"<</Type/Catalog>>")
    invoice = pdf(
        CATALOG, b"<</UF(invoice.xml)/EF<</F 3 0 R>>>>", stream(b"<a/>", b"/Subtype/text#2Fxml")
    )
    for made in (letter, invoice):
        with pytest.raises(CarriesNothing):
            unbake(made)
        report = examine(made, documents=None, at=AT)  # type: ignore[arg-type]
        assert not report.is_badge
        assert [each.check for each in report.findings] == ["reading"]
        assert report.findings[0].message.startswith("This is not a badge: ")


def test_the_credential_is_found_among_other_files_and_where_pdfs_keep_them(signed: str) -> None:
    tree = b"<</Kids[5 0 R 5 0 R 6 0 R]>>"
    made = pdf(
        b"<</Type/Catalog/Names 4 0 R>>",
        b"<</UF(notes.json)/EF<</F 7 0 R>>>>",
        b"<</F(\xfe\xff\x00b)/EF<</UF 8 0 R>>>>",
        b"<</EmbeddedFiles " + tree + b">>",
        b"<</Names[(a) 2 0 R]>>",
        b"<</Names[<6261> 3 0 R]>>",
        stream(b'{"notes": 1}'),
        stream(signed.encode(), packed=True),
    )

    assert unbake(made) == signed
    assert [each.name for each in attached_files(made)] == ["notes.json", "b"]


def test_two_different_credentials_are_refused_and_one_twice_is_one(signed: str) -> None:
    other = signed.replace("Leading", "Pleading")
    catalog = b"<</AF[2 0 R 3 0 R 2 0 R]>>"
    second = FILE.replace(b"3 0 R", b"5 0 R")
    files = [FILE.replace(b"3 0 R", b"4 0 R"), second, stream(signed.encode())]

    assert unbake(pdf(catalog, *files, stream(signed.encode(), packed=True))) == signed
    with pytest.raises(BakingRefused, match="more than one credential"):
        unbake(pdf(catalog, *files, stream(other.encode())))


def test_the_newest_of_several_updates_counts_and_what_was_removed_is_gone(signed: str) -> None:
    old = carrying(b"{}")

    assert unbake(updated(old, 3, stream(signed.encode()))) == signed
    with pytest.raises(CarriesNothing):
        unbake(updated(updated(old, 3, stream(b"{}")), 1, b"<</Type/Catalog>>"))


def test_encrypted_pdfs_are_refused_in_words(signed: str) -> None:
    made = pdf(CATALOG, FILE, stream(signed.encode()), trailer=b"/Encrypt<</Filter/Standard>>")

    with pytest.raises(BakingRefused, match="the PDF is encrypted"):
        unbake(made)


@pytest.mark.parametrize(
    ("objects", "message"),
    [
        ([b"<</AF[2 0 R]>>", b"2 0 R"], "refers to itself"),
        ([b"<</AF 2 0 R>>", b"[[[[" * 40 + b"]]]]" * 40], "nested too deeply"),
        ([b"<</AF 2 0 R>>", b"[" + b"1 " * 30_000 + b"]"], "too much work"),
        ([b"<</AF[" + b"2 0 R " * 15_000 + b"]>>", b"<<>>"], "too much work"),
        ([b"<</AF[" + b"<</EF<</F 2 0 R>>>>" * 9_000 + b"]>>", b"<<>>"], "too much work"),
        ([b"<</AF (" + b"(" * 20_000 + b")>>"], "a text has no end"),
        ([b"<</AF " + b"1" * 100 + b">>"], "a number is too long"),
        ([b"<</AF <<1 2>>>>"], "has no name"),
        ([b"<</AF endobj>>"], "is not expected there"),
        ([b"<</AF "], "is not expected there"),
        ([b"[1]"], "no catalog"),
    ],
)
def test_pdfs_that_are_broken_or_made_to_keep_us_busy_are_refused(
    objects: list[bytes], message: str
) -> None:
    with pytest.raises(BakingRefused, match=message):
        unbake(pdf(*objects))


def test_streams_are_unpacked_within_bounds() -> None:
    bomb = stream(b"{" * 2**23, packed=True)
    many = [FILE.replace(b"3 0 R", b"%d 0 R" % number) for number in range(20, 40)]
    listed = b"<</AF[" + b" ".join(b"%d 0 R" % number for number in range(2, 20)) + b"]>>"
    heap = pdf(listed, *many[:18], *[stream(b"{" * 2**21, packed=True)] * 20)

    with pytest.raises(CredentialDamaged, match="too much work"):
        unbake(pdf(CATALOG, FILE, bomb))
    assert any("too much work" in each.trouble for each in attached_files(heap))


def test_other_filters_are_told_as_such(signed: str) -> None:
    made = pdf(CATALOG, FILE, stream(signed.encode(), b"/Filter[/LZWDecode]"))

    with pytest.raises(CredentialDamaged, match="LZWDecode"):
        unbake(made)


@pytest.mark.parametrize(
    "damage",
    [
        lambda made: made.replace(b"startxref", b"startxxxx"),
        lambda made: made.replace(b"xref\n0", b"xxxx\n0"),
        lambda made: made.replace(b"0000000009", b"0000000010"),
        lambda made: made.replace(b"trailer", b"trialer"),
        lambda made: made[:-60],
    ],
)
def test_a_pdf_whose_table_does_not_fit_is_refused(signed: str, damage: Any) -> None:
    with pytest.raises(BakingRefused, match="damaged"):
        unbake(damage(carrying(signed.encode())))


def test_tables_may_be_streams_with_predictors_and_objects_may_lie_in_streams(signed: str) -> None:
    inner = [(1, CATALOG), (2, FILE)]
    head = body = b""
    for number, each in inner:
        head, body = head + b"%d %d " % (number, len(body)), body + each + b"\n"
    made = b"%PDF-1.7\n"
    attached_at = len(made)
    made += b"3 0 obj\n" + stream(signed.encode(), packed=True) + b"\nendobj\n"
    inner_at = len(made)
    entries = b"/Type/ObjStm/N 2/First %d" % len(head)
    made += b"4 0 obj\n" + stream(head + body, entries, packed=True) + b"\nendobj\n"
    rows = [(2, 4, 0), (2, 4, 1), (1, attached_at, 0), (1, inner_at, 0)]
    plain = [bytes([kind, *at.to_bytes(3, "big"), extra]) for kind, at, extra in rows]
    up = b"".join(
        b"\2" + bytes((one - two) & 0xFF for one, two in zip(row, above, strict=True))
        for above, row in zip([bytes(5), *plain], plain, strict=False)
    )
    table = (
        b"/Type/XRef/W[1 3 1]/Index[1 4]/Size 5/Root 1 0 R/DecodeParms<</Predictor 12/Columns 5>>"
    )
    start = len(made)
    made += b"5 0 obj\n" + stream(up, table, packed=True) + b"\nendobj\n"
    made += b"startxref\n%d\n%%%%EOF\n" % start

    assert unbake(made) == signed


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (b"<</A 1/B[true false null]>>", {"A": 1, "B": [True, False, None]}),
        (b"/A#20B", Name("A B")),
        (b"(a\\(b\\)(c)\\101\\n\\\r\n)", b"a(b)(c)A\n"),
        (b"<48 656>", b"He`"),
        (b"% not this\n-1.5", -1.5),
        (b"12 0 R", Reference(12, 0)),
        (b"[12 0 12 0 R]", [12, 0, Reference(12, 0)]),
    ],
)
def test_values_are_read_as_pdf_writes_them(written: bytes, value: object) -> None:
    assert Reader(written + b" ", 0, Steps()).value() == value
