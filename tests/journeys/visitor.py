"""A person at a browser: signs in, reads, writes; every page they come to is checked with axe."""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PASSWORD = "kenspeckle-demo"
PICTURES = os.environ.get("PICTURES")


class Visitor:
    """One person in a browser window of their own."""

    def __init__(self, browser: Browser, base: str, *, width: int, script: bool, name: str) -> None:
        self.base = base
        self.width = width
        self.script = script
        self.name = name
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800 if width > 600 else 740},
            java_script_enabled=script,
            base_url=base,
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._heard)

    def go(self, address: str, picture: str = "") -> None:
        """Open an address of the product and look at it."""
        self.page.goto(address)
        self.look(picture)

    def press(self, words: str | re.Pattern[str], picture: str = "") -> None:
        """Press a button or follow a link by its words, and look at what comes."""
        named = self.page.get_by_role("button", name=words).or_(
            self.page.get_by_role("link", name=words)
        )
        with self.page.expect_navigation():
            named.first.click()
        self.look(picture)

    def sign_in(self, email: str) -> None:
        """Sign in with the password of the demonstration."""
        self.go("/account/login/", "sign-in")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("form:has(input[name=login]) button").first.click()
        expect(self.page.locator(".ken-account")).to_be_visible()

    def look(self, picture: str = "") -> None:
        """Check the page as it stands: no accessibility violation, nothing wider than the screen."""
        if self.script:
            self._check()
        if picture and PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            kind = f"{self.width}" if self.script else f"{self.width}-no-script"
            self.page.screenshot(path=folder / f"{picture}-{kind}.png", full_page=True)

    def tick(self, words: str, within: Locator | None = None) -> None:
        """Choose a radio button or tick a box by its label, as a finger or a mouse does."""
        label = (
            (within or self.page.locator("main"))
            .locator("label")
            .filter(has_text=re.compile(f"^\\s*{re.escape(words)}\\s*$"))
        )
        label.first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Expect words on the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    def close(self) -> None:
        """Leave; nothing may have gone wrong in the page's scripts meanwhile."""
        self.context.close()
        assert not self.troubles, self.troubles

    def _check(self) -> None:
        result: Any = Axe().run(self.page)
        assert result.violations_count == 0, (
            f"{self.name} at {self.page.url} ({self.width} px):\n{result.generate_report()}"
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than a screen of {self.width} px"

    def _heard(self, message: Any) -> None:
        # A cut connection is part of the journey; what a page itself does wrong is not.
        expected = (
            "net::ERR_INTERNET_DISCONNECTED",
            "status of 409",
            "status of 422",
            "status of 404",
        )
        if message.type == "error" and not any(words in message.text for words in expected):
            self.troubles.append(f"{self.page.url}: {message.text}")
