"""WeasyPrint's half of the certificate's row; runs in its own environment (.setup/bench).

Reads the certificate's content as JSON, makes it `number` times from HTML with the same picture,
code, font and attachment, and prints the processor time of the quickest, in seconds.
"""

import json
import sys
import time

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

GIVEN = json.load(sys.stdin)
FONTS = FontConfiguration()
STYLE = CSS(
    string="".join(
        f"@font-face {{ font-family: 'Noto Sans'; font-weight: {weight}; src: url(file://{path}); }}"
        for weight, path in GIVEN["fonts"].items()
    )
    + "@page { size: A4; margin: 20mm 22mm } body { font: 11pt 'Noto Sans'; text-align: center }"
    " h1 { font-size: 19pt } .name { font-size: 24pt; font-weight: 700 } img.badge { width: 66mm }"
    " img.code { width: 30mm }",
    font_config=FONTS,
)
PAGE = """<html lang="en-GB"><title>{name}: {badge}</title><body><p>CERTIFICATE OF AWARD</p>
<img class="badge" alt="{alternative}" src="data:image/svg+xml;base64,{picture}">
<p>This is to say that</p><p class="name">{name}</p><p>has been awarded the badge</p><h1>{badge}</h1>
<p>{summary}</p><p>{issuer}<br>{day}</p>
<p><img class="code" alt="QR code" src="data:image/svg+xml;base64,{code}">
Check this award at <a href="{address}">{address}</a>, or open the attached file credential.json.</p>
</body></html>"""


def one() -> bytes:
    """Make one certificate."""
    return HTML(string=PAGE.format(**GIVEN)).write_pdf(
        stylesheets=[STYLE],
        font_config=FONTS,
        pdf_variant="pdf/a-3b",
        attachments=[Attachment(string=GIVEN["credential"], name="credential.json")],
    )


best = float("inf")
for _ in range(GIVEN["number"]):
    began = time.process_time()
    made = one()
    best = min(best, time.process_time() - began)
assert made.startswith(b"%PDF"), "no PDF"
print(best)
