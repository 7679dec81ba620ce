"""Sound inputs for each target, the same every time: what fuzzing starts from and damages."""

from __future__ import annotations

import json
import struct
import zlib
from datetime import UTC, datetime
from typing import Any

from openbadges3 import SigningKey, StatusList, bake_png, bake_svg, issue, issue_jwt

_KEY = SigningKey("Ed25519", bytes(range(32)))
_DID = f"did:key:{_KEY.public.multibase}"
_METHOD = f"{_DID}#{_KEY.public.multibase}"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>\xc3\xa9</title><g id="a"/></svg>'


def examples() -> dict[str, list[bytes]]:
    """By target, inputs that it takes without an objection."""
    badge = _badge()
    signed = issue(
        badge,
        key=_KEY,
        verification_method=_METHOD,
        created=datetime(2026, 11, 22, tzinfo=UTC),
    )
    text = json.dumps(signed).encode()
    jws = issue_jwt(badge, key=_KEY, kid=_METHOD).encode()
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": _DID,
        "verifiableCredential": [signed],
    }
    statuses = StatusList()
    statuses.set(4711)
    png = _png()
    return {
        "reading": [text],
        "examining": [text, jws, bake_png(png, text), json.dumps(presentation).encode()],
        "jwt": [jws, json.dumps({"alg": "EdDSA", "vc": badge}).encode()],
        "status_list": [statuses.encoded().encode(), zlib.compress(b"\x10" * 64, wbits=31)],
        "baking": [
            png,
            bake_png(png, jws),
            _png(b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://badges.example/1")),
            _png(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"{}")),
            _SVG,
            bake_svg(_SVG, text),
            bake_svg(_SVG, jws),
            _pdf(text),
        ],
    }


def _pdf(text: bytes) -> bytes:
    """A PDF with an attached file, found through a table, a stream of objects and a name."""
    packed = zlib.compress(text)
    inner = [
        (1, b"<</Type/Catalog/AF[3 0 R]/Names<</EmbeddedFiles<</Names[(a.json)3 0 R]>>>>>>"),
        (3, b"<</Type/Filespec/UF(a\\056json)/EF<</F 4 0 R>>>>"),
    ]
    head, body = b"", b""
    for number, each in inner:
        head += b"%d %d " % (number, len(body))
        body += each + b" "
    objects = zlib.compress(head + body)
    made = b"%PDF-1.7\n"
    places: list[int] = []
    for number, entries, data in (
        (4, b"/Type/EmbeddedFile/Subtype/application#2Fjson/Filter/FlateDecode", packed),
        (5, b"/Type/ObjStm/N 2/First %d/Filter/FlateDecode" % len(head), objects),
    ):
        places.append(len(made))
        made += b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        made += data + b"\nendstream\nendobj\n"
    rows = [(2, 5, 0), (0, 0, 0), (2, 5, 1), (1, places[0], 0), (1, places[1], 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    start = len(made)
    made += b"6 0 obj\n<</Type/XRef/W[1 2 1]/Index[1 5]/Size 6/Root 1 0 R/Length %d>>\n" % len(
        table
    )
    made += b"stream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return made


def _badge() -> dict[str, Any]:
    """A badge that needs nothing from elsewhere to be verified."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:8e0f5b3c-5f0e-4b0c-9d8e-2a1f3c4d5e6f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Leading others",
        "issuer": {"id": _DID, "type": ["Profile"], "name": "The College of Examples"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "mailto:morag@example.org",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:6b1c0f2e-1d3a-4f5b-8c7d-9e0a1b2c3d4e",
                "type": ["Achievement"],
                "name": "Leading others",
                "description": "Leads a small team with care.",
                "criteria": {"narrative": 'Three "answers";\na task.'},
            },
        },
        "evidence": [{"type": ["Evidence"], "name": "What you did"}],
    }


def _png(kind: bytes = b"", body: bytes = b"") -> bytes:
    """A PNG image of one pixel, with one more chunk if asked for."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        *([(kind, body)] if kind else []),
        (b"IDAT", zlib.compress(b"\0\xff\0\0")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
