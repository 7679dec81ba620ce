"""Speed, beside peers measured in the same run: `make bench`, or `make bench QUICK=1`.

Prints a table and writes `benchmarks/results.json`. Before anything is timed, the results of both
sides are compared. Each figure is processor time in the quickest of several short rounds, so that
other work on the machine counts as little as it can; what to trust are the ratios.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rust  # beside this file
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from openbadges3 import (
    NoDocuments,
    SigningKey,
    StatusList,
    bake_png,
    did_key,
    issue,
    issue_many,
    unbake,
    verify,
)
from openbadges3.canonical import canonicalise, shipped
from openbadges3.canonical.generic import pyld_options
from openbadges3.encoding import base58_decode
from PIL import Image, ImageDraw, PngImagePlugin
from pyld import jsonld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUICK = bool(os.environ.get("QUICK"))
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = Path(__file__).resolve().parent
KEY = SigningKey.generate("Ed25519")
DID = did_key(KEY.public)
METHOD = f"{DID}#{KEY.public.multibase}"


@dataclass(frozen=True)
class Row:
    """One work: our time and the peer's for one piece of it, and what we aim at."""

    work: str
    peer: str
    ours_us: float
    peer_us: float
    ratio: float
    aim: str


def badge(number: int, achievement: int = 0) -> dict[str, Any]:
    """Award `number` of badge `achievement`: what differs between awards, differs."""
    base = "https://badges.example"
    place = f"{base}/badges/leading-{achievement}/versions/1"
    day = f"2026-{1 + number // 28 % 10:02}-{1 + number % 28:02}T12:00:00Z"
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"{base}/credentials/{number:032x}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Leading others {achievement}",
        "validFrom": day,
        "awardedDate": day,
        "issuer": {
            "id": DID,
            "type": ["Profile"],
            "name": f"The College of Examples {achievement}",
            "url": base,
            "image": {"id": f"{base}/logo.png", "type": "Image"},
        },
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "emailAddress",
                    "hashed": True,
                    "identityHash": f"sha256${number:064x}",
                    "salt": f"{number:032x}",
                },
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": False,
                    "identityHash": f"Mòrag {number}",
                },
            ],
            "achievement": {
                "id": place,
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": f"Leading others {achievement}",
                "description": "Leads a small team with care, and can say how.",
                "criteria": {"id": f"{place}#criteria", "narrative": "A task and three answers."},
                "image": {"id": f"{place}.png", "type": "Image"},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": f"Guiding others {achievement}",
                        "targetUrl": f"{base}/frameworks/guiding",
                        "targetFramework": "Capabilities",
                        "targetCode": "G1",
                    }
                ],
            },
        },
        "evidence": [
            {
                "id": f"{base}/awards/{number:032x}/evidence/{part}",
                "type": ["Evidence"],
                "name": f"Answer {part}",
            }
            for part in range(3)
        ],
    }


def quickest(*works: tuple[Callable[[], object], int], rounds: int = 30) -> list[float]:
    """Microseconds for one piece of each work, `(work, pieces)`, in its quickest round.

    The works take turns, so that quick and slow spells of the machine come to all of them.
    """
    best = [float("inf")] * len(works)
    for _ in range(5 if QUICK else rounds):
        for place, (work, pieces) in enumerate(works):
            start = time.process_time()
            work()
            best[place] = min(best[place], (time.process_time() - start) / pieces * 1e6)
    return best


def pyld_nquads(document: dict[str, Any]) -> str:
    """Canonical N-Quads as PyLD makes them."""
    options = {**pyld_options(shipped()), "algorithm": "URDNA2015", "format": "application/n-quads"}
    return str(jsonld.normalize(document, options))


def pyld_data(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """What is signed, by PyLD and hashlib."""
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    config["@context"] = document["@context"]
    return b"".join(
        hashlib.sha256(pyld_nquads(each).encode()).digest() for each in (config, document)
    )


def sign_one_badge() -> list[Row]:
    """Many awards of one badge."""
    peer_key = Ed25519PrivateKey.generate()
    documents = [badge(number) for number in range(200)]
    signed = next(iter(issue_many(documents[:1], key=KEY, verification_method=METHOD, created=AT)))
    unsecured = {name: value for name, value in signed.items() if name != "proof"}
    KEY.public.verify(
        base58_decode(signed["proof"][0]["proofValue"][1:]),
        pyld_data(unsecured, signed["proof"][0]),
    )

    def ours() -> None:
        for _ in issue_many(documents, key=KEY, verification_method=METHOD, created=AT):
            pass

    def peer() -> None:
        for document in documents[:5]:
            peer_key.sign(pyld_data(document, signed["proof"][0]))

    def bare() -> None:
        for _ in range(500):
            KEY.sign(b"x" * 64)

    took, theirs, alone = quickest((ours, len(documents)), (peer, 5), (bare, 500))
    return [
        Row("sign-one-badge", "PyLD + cryptography", took, theirs, theirs / took, "at least 100"),
        Row("sign-one-badge", "bare Ed25519 signature", took, alone, took / alone, "at most 3"),
        Row("bare-ed25519", "itself", alone, alone, 1.0, "none"),
    ]


def any_badge(number: int) -> dict[str, Any]:
    """An award of a badge of its own, in one of twelve forms."""
    made = badge(number, number)
    made["evidence"] = made["evidence"][: 1 + number % 3]
    achievement = made["credentialSubject"]["achievement"]
    if number % 2:
        del achievement["image"]
    if number % 4 > 1:
        achievement["tag"] = ["care", f"team {number % 5}"]
    return made


def sign_any() -> Row:
    """Awards that share no badge."""
    count = 60
    turns = 2 if QUICK else 5
    numbers = iter(range(1, 10**9))
    first = [any_badge(next(numbers)) for _ in range(count)]
    assert canonicalise(first[0]) == pyld_nquads(first[0])
    asked = json.dumps({"credentials": first[:24], "repeats": 1 if QUICK else 3})
    command = [sys.executable, str(HERE.parent / "tests" / "interop" / "check.py")]
    took = theirs = float("inf")
    for _ in range(turns):
        # As long as Node will take, so that as many quick spells of the machine come by.
        for _ in range(6 if QUICK else 25):
            documents = [any_badge(next(numbers)) for _ in range(count)]
            start = time.process_time()
            for document in documents:
                issue(document, key=KEY, verification_method=METHOD, created=AT)
            took = min(took, (time.process_time() - start) / count * 1e6)
        done = subprocess.run(
            [*command, "--script", "bench.mjs"],
            input=asked,
            capture_output=True,
            text=True,
            check=True,
        )
        theirs = min(theirs, json.loads(done.stdout)["us"])
    return Row("sign-any", "Digital Bazaar on Node", took, theirs, theirs / took, "at least 40")


def verify_bytes() -> Row:
    """From JSON bytes to a verified badge, with all checks; the peer checks the signature only."""
    data = [
        json.dumps(
            issue(badge(n, 10**6 + n % 10), key=KEY, verification_method=METHOD, created=AT)
        ).encode()
        for n in range(60)
    ]
    peer_key = Ed25519PublicKey.from_public_bytes(KEY.public.raw)

    def peer_one(text: bytes) -> None:
        document = json.loads(text)
        proof = document.pop("proof")[0]
        peer_key.verify(base58_decode(proof["proofValue"][1:]), pyld_data(document, proof))

    peer_one(data[0])

    def ours() -> None:
        for text in data:
            verify(text, documents=NoDocuments(), at=AT)

    def peer() -> None:
        for text in data[:5]:
            peer_one(text)

    took, theirs = quickest((ours, len(data)), (peer, 5))
    return Row("verify-bytes", "PyLD + cryptography", took, theirs, theirs / took, "at least 40")


def verify_beside_rust() -> list[Row]:
    """The same bytes as didkit, with all checks; beside pyoxigraph, which canonicalises and no more."""
    peer = rust.Peer()
    awards = [
        json.dumps(
            issue(badge(n, 10**7 + n % 10), key=KEY, verification_method=METHOD, created=AT)
        ).encode()
        for n in range(60)
    ]
    didkit = rust.against_didkit(peer, quick=QUICK)
    oxigraph = rust.against_pyoxigraph(peer, awards, quick=QUICK)
    return [
        Row("verify-bytes", name, ours, theirs, theirs / ours, "at least 8")
        for name, (ours, theirs) in (
            ("didkit (Rust), its badges", didkit),
            ("pyoxigraph (Rust), RDF", oxigraph),
        )
    ]


def bake() -> Row:
    """A credential into a drawn picture of 640 x 640."""
    image = Image.merge("RGB", [Image.radial_gradient("L").resize((640, 640))] * 3)
    draw = ImageDraw.Draw(image)
    for step in range(0, 300, 3):
        draw.ellipse(
            (step, step, 640 - step, 640 - step), outline=(step % 256, 90, 200 - step % 200)
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    png = out.getvalue()
    text = json.dumps(issue(badge(1), key=KEY, verification_method=METHOD, created=AT))

    def with_pillow() -> bytes:
        info = PngImagePlugin.PngInfo()
        info.add_itxt("openbadgecredential", text)
        with Image.open(io.BytesIO(png)) as opened:
            result = io.BytesIO()
            opened.save(result, "PNG", pnginfo=info)
        return result.getvalue()

    assert unbake(with_pillow()) == unbake(bake_png(png, text)) == text

    def ours() -> None:
        for _ in range(200):
            bake_png(png, text)

    took, theirs = quickest((ours, 200), (with_pillow, 1))
    return Row("bake-png", "Pillow", took, theirs, theirs / took, "at least 500")


def republish() -> Row:
    """One more bit in a list of a million, and its text anew."""
    chance = random.Random(2)
    listed = StatusList(2**20)
    for _ in range(10_000):
        listed.set(chance.randrange(2**20))
    assert StatusList.decode(listed.encoded()).bits == listed.bits

    def ours() -> None:
        for _ in range(5):
            listed.set(chance.randrange(2**20))
            listed.encoded()

    def peer() -> None:
        gzip.compress(listed.bits, 9)

    took, theirs = quickest((ours, 5), (peer, 1))
    return Row("status-republish", "full gzip", took, theirs, theirs / took, "at least 50")


def steady_memory() -> str:
    """`issue_many`, from a generator: how much the process grows after the first 1,000.

    What is asked is the most memory that it ever had, so this has to run before the other works.
    """
    count, first = 3_000 if QUICK else 100_000, 1_000
    made = issue_many(
        (badge(n) for n in range(count)), key=KEY, verification_method=METHOD, created=AT
    )
    drawn = sum(1 for _ in islice(made, first))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    drawn += sum(1 for _ in made)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    # Linux counts in KiB, macOS in bytes.
    grown //= 1024 if sys.platform == "darwin" else 1
    return f"issue_many of {drawn:,}: {grown} KiB more than after {first:,}"


def import_time() -> str:
    """Seconds of the processor that `import openbadges3` takes in a new interpreter, from bytecode."""
    code = (
        "import time; s = time.process_time(); import openbadges3; print(time.process_time() - s)"
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-c", code]
        took = [
            float(subprocess.run(command, env=settings, capture_output=True, check=True).stdout)
            for _ in range(4 if QUICK else 10)
        ]
    return f"import openbadges3: {min(took):.3f} s (aim: below 0.15 s)"


def measured() -> list[Row]:
    """Every work of the library."""
    return [
        *sign_one_badge(),
        sign_any(),
        verify_bytes(),
        *verify_beside_rust(),
        bake(),
        republish(),
    ]


def table(rows: Iterable[Row]) -> str:
    """The rows for a person."""
    lines = [f"{'work':18} {'peer':26} {'ours':>10} {'peer':>12} {'ratio':>8}  aim"]
    lines += [
        f"{row.work:18} {row.peer:26} {row.ours_us:8.1f}us {row.peer_us:10.1f}us"
        f" {row.ratio:8.1f}  {row.aim}"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> int:
    """Run everything, print the table, write the file."""
    memory = steady_memory()
    rows = measured()
    print(table(rows))
    print(memory)
    print(import_time())
    write(rows)
    return 0


def write(rows: Iterable[Row]) -> None:
    """Write `benchmarks/results.json` where we are."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    target = Path("benchmarks") / "results.json"
    target.parent.mkdir(exist_ok=True)
    results = {"machine": machine, "quick": QUICK, "rows": [asdict(row) for row in rows]}
    target.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
