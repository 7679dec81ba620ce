"""The certificate beside WeasyPrint: the same content, picture, code, font and attachment."""

import base64
import json
import subprocess
import time
from importlib import resources
from typing import TYPE_CHECKING

from benchmarks.installation import ROOT

if TYPE_CHECKING:
    from kenspeckle.awards.models import Award


def measured(award: "Award", *, quick: bool) -> tuple[float, float]:
    """Return the processor time of one certificate, ours and WeasyPrint's, in seconds."""
    number = 5 if quick else 30
    return _ours(award, number), _theirs(award, number)


def _ours(award: "Award", number: int) -> float:
    from kenspeckle.awards.certificate import certificate

    credential = bytes(award.credential.document.signed or b"")
    certificate(award, credential=credential)
    best = float("inf")
    for turn in range(number):
        # Another name each time: no two certificates are the same.
        award.recipient_name = f"Morag Demo {turn}"
        began = time.process_time()
        made = certificate(award, credential=credential)
        best = min(best, time.process_time() - began)
        assert made.startswith(b"%PDF"), "no PDF"
    return best


def _theirs(award: "Award", number: int) -> float:
    from kenspeckle.awards.addresses import award_url
    from kenspeckle.awards.certificate import qr_svg
    from kenspeckle.catalogue.artwork import badge_art, badge_image
    from kenspeckle.kernel.dates import day

    fonts = resources.files("kenspeckle.art") / "fonts"
    art = badge_art(award.version)
    given = {
        "number": number,
        "fonts": {
            "400": str(fonts / "NotoSans-Regular.ttf"),
            "700": str(fonts / "NotoSans-Bold.ttf"),
        },
        "name": "Morag Demo",
        "badge": award.version.name,
        "summary": award.version.summary,
        "issuer": award.issuer.name,
        "day": day(award.awarded_at),
        "address": award_url(award),
        "alternative": art.alternative_text,
        "picture": base64.b64encode(badge_image(art)).decode(),
        "code": base64.b64encode(qr_svg(award_url(award)).encode()).decode(),
        "credential": bytes(award.credential.document.signed or b"").decode(),
    }
    done = subprocess.run(
        [str(ROOT / ".setup" / "bench" / "bin" / "python"), str(ROOT / "benchmarks" / "weasy.py")],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(done.stdout)
