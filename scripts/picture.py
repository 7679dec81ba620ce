"""Make docs/picture.png, the picture of the README, from the running product.

.venv/bin/python scripts/picture.py
"""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.product import ARGUMENTS, chromium, running_product  # noqa: E402

SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ background: #dfe8e6; margin: 0; height: 860px; width: 1400px; position: relative; }}
img {{ border-radius: 10px; box-shadow: 0 12px 40px rgb(0 30 40 / .28); position: absolute; }}
.desk {{ left: 50px; top: 50px; width: 1000px; height: 730px; object-fit: cover; object-position: top; }}
.phone {{ right: 50px; top: 100px; width: 330px; height: 720px; object-fit: cover; object-position: top;
  border: 8px solid #10222a; border-radius: 34px; box-sizing: border-box; }}
</style><img class="desk" src="data:image/png;base64,{desk}"><img class="phone" src="data:image/png;base64,{phone}">"""


def main() -> None:
    """Run the product, look at two of its pages, and lay the pictures side by side."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        Path(folder).chmod(0o755)
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with running_product(Path(folder)) as base:
            desk = browser.new_page(viewport={"width": 1200, "height": 876}, base_url=base)
            desk.goto("/")
            phone = browser.new_page(viewport={"width": 360, "height": 786}, base_url=base)
            _begin_an_answer(phone)
            pictures = {"desk": desk.screenshot(), "phone": phone.screenshot()}
            for page in (desk, phone):
                page.close()
        sheet = browser.new_page(viewport={"width": 1400, "height": 860})
        sheet.set_content(
            SHEET.format(**{name: base64.b64encode(png).decode() for name, png in pictures.items()})
        )
        sheet.screenshot(path=ROOT / "docs" / "picture.png")
        browser.close()


def _begin_an_answer(page: Page) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("morag@demo.example")
    page.locator("input[name=password]").fill("kenspeckle-demo")
    page.locator("form:has(input[name=login]) button").first.click()
    page.goto("/badges/leading-others/")
    page.get_by_role("button", name="Start your application").click()
    page.goto(f"{page.url}questions/3/")
    box = page.get_by_label("Your answer")
    box.fill(
        "On a busy evening two colleagues were both unsure who should ring the family. I asked each of "
        "them what they needed, and we agreed a plan that all of us could see."
    )
    box.blur()
    page.get_by_text("Saved").wait_for()


if __name__ == "__main__":
    main()
