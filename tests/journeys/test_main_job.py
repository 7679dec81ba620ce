"""The whole chain on the running product: from a published badge to an award that a stranger verifies,
and to its revocation. Two learners and two assessors, a lead, and a stranger."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.product import ARGUMENTS, chromium, running_product
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

LEARNED = (
    "I learned that people follow an example sooner than an instruction, that asking a colleague "
    "what they need saves more time than guessing, and that a short talk at the end of a shift keeps "
    "small worries from growing. "
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield found
        found.close()


@pytest.mark.parametrize(
    ("width", "script"),
    [(360, True), (1280, True), (1280, False)],
    ids=["phone", "desktop", "no-script"],
)
def test_a_badge_is_earned_shared_verified_and_revoked(
    browser: Browser, tmp_path: Path, width: int, script: bool
) -> None:
    tmp_path.chmod(0o755)
    with running_product(tmp_path) as base:

        def visitor(name: str) -> Visitor:
            return Visitor(browser, base, width=width, script=script, name=name)

        _a_visitor_looks_around(visitor("visitor"))
        morag, ewan = visitor("Morag"), visitor("Ewan")
        _morag_applies(morag)
        _ewan_applies_in_two_windows(ewan)
        amina, callum = visitor("Amina"), visitor("Callum")
        _amina_returns_morags_application(amina, callum)
        _callum_declines_ewans_application(callum, amina)
        _ewan_reads_why(ewan)
        _morag_adds_what_is_missing(morag)
        _callum_awards(callum)
        address = _morag_shares(morag)
        stranger = visitor("stranger")
        _a_stranger_verifies(stranger, address, tmp_path)
        isla = visitor("Isla")
        _isla_revokes(isla)
        _the_stranger_verifies_again(stranger, address, tmp_path)
        for person in (morag, ewan, amina, callum, stranger, isla):
            person.close()


def _a_visitor_looks_around(visitor: Visitor) -> None:
    visitor.go("/", "home")
    visitor.go("/badges/", "badges")
    visitor.go("/badges/?q=leadership", "badges-search")
    visitor.sees("Leading others")
    visitor.go("/badges/?q=nothing-like-this", "badges-none")
    visitor.go("/badges/leading-others/", "badge-visitor")
    visitor.sees("OB-1265")
    visitor.go("/issuers/care-council", "issuer")
    visitor.go("/verify", "verify-empty")
    visitor.press("Check it", "verify-nothing-given")
    visitor.sees("There is a problem")
    visitor.go("/no-such-page", "not-found")
    visitor.go("/account/signup/", "sign-up")
    visitor.go("/account/password/reset/", "recover")
    visitor.go("/mail/", "mail")
    visitor.close()


def _write(person: Visitor, text: str) -> None:
    person.page.get_by_label("Your answer").fill(text)


def _morag_applies(morag: Visitor) -> None:
    morag.sign_in("morag@demo.example")
    morag.go("/account/work/", "about-work")
    morag.go("/my-badges/", "my-badges-empty")
    morag.go("/badges/leading-others/", "badge-learner")
    morag.press("Start your application", "application-new")
    overview = morag.page.url
    morag.press("Check your answers and submit", "check-incomplete")
    morag.press("Submit for assessment", "check-problems")
    morag.sees("It is not complete yet")
    morag.go(overview)
    morag.page.locator(".ken-tasks a").first.click()
    morag.look("task")
    morag.tick("I have done this")
    morag.press("Save and continue", "question")
    if morag.script:
        _a_cut_connection_loses_nothing(morag)
    _write(morag, LEARNED * 4)
    morag.press("Save and continue")
    _write(morag, LEARNED * 4 + "\fAfter a page break.")
    morag.press("Save and go back to the list", "application-removed-characters")
    morag.sees("page breaks")
    morag.press("Answer all questions on one page", "all-questions")
    morag.page.get_by_label("Your answer").nth(2).fill(LEARNED * 4)
    morag.press("Save everything", "application-complete")
    morag.press("Use one link to your blog", "link-all")
    morag.page.get_by_label("Link to your blog or portfolio").fill("http://192.168.1.5/blog")
    morag.press("Use this link", "link-all-private")
    morag.sees("private network")
    morag.press("Back without a link")
    morag.press("Say whether you used AI", "ai")
    morag.press("Save and continue", "ai-problem")
    morag.tick("No, I did not")
    morag.press("Save and continue")
    morag.press("Check your answers and submit", "check")
    morag.tick("I accept these terms")
    morag.press("Submit for assessment", "receipt")
    morag.sees(re.compile(r"KS-\d{4}-\d{6}"))
    morag.sees(re.compile(r"[0-9a-f]{64}"))
    morag.press("See where it stands", "application-submitted")
    morag.sees("An assessor will decide by")


def _a_cut_connection_loses_nothing(morag: Visitor) -> None:
    box = morag.page.get_by_label("Your answer")
    state = morag.page.locator("[data-saved]")
    box.press_sequentially("I learned that")
    box.blur()
    expect(state).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    morag.context.set_offline(True)
    box.press_sequentially(" mid-sentence the train")
    box.blur()
    expect(state).to_contain_text("Your text is still on this page")
    morag.look("question-offline")
    morag.context.set_offline(False)
    expect(state).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=20_000)
    morag.page.reload()
    expect(morag.page.get_by_label("Your answer")).to_have_value(
        "I learned that mid-sentence the train"
    )
    morag.look("question-saved")


def _ewan_applies_in_two_windows(ewan: Visitor) -> None:
    ewan.sign_in("ewan@demo.example")
    ewan.go("/badges/")
    ewan.go("/badges/leading-others/")
    ewan.press("Start your application")
    overview = ewan.page.url
    ewan.go(f"{overview}questions/2/")
    first, second = ewan.page, ewan.context.new_page()
    second.goto(first.url)
    second.get_by_label("Your answer").fill("From the second window.")
    with second.expect_navigation():
        second.get_by_role("button", name="Save and go back to the list").click()
    second.close()
    _write(ewan, "From the first window.")
    if ewan.script:
        ewan.page.get_by_label("Your answer").blur()
        expect(ewan.page.locator("[data-saved]")).to_contain_text("changed in another window")
    ewan.press("Save and go back to the list", "question-conflict")
    ewan.sees("From the second window.")
    expect(ewan.page.get_by_label("Your answer")).to_have_value("From the first window.")
    ewan.press("Save and go back to the list")
    ewan.go(f"{overview}questions/2/versions/", "versions")
    ewan.sees("From the second window.")
    ewan.go(f"{overview}questions/")
    ewan.tick("I have done this")
    for place in range(3):
        ewan.page.get_by_label("Your answer").nth(place).fill(LEARNED * 4)
    ewan.press("Save everything")
    ewan.press("Say whether you used AI")
    ewan.tick("Yes, I did")
    ewan.page.get_by_label("Which tool?").fill("A chat tool")
    ewan.page.get_by_label("What did you use it for?").fill("To check my spelling.")
    ewan.page.get_by_label("Link to the chat history").fill("https://chat.example.org/shared/1")
    ewan.press("Save and continue")
    ewan.press("Check your answers and submit")
    ewan.tick("I accept these terms")
    ewan.press("Submit for assessment")


def _judge(assessor: Visitor, *, unmet: dict[str, str]) -> None:
    rows = assessor.page.locator(".ken-desk__row")
    for place in range(rows.count()):
        row = rows.nth(place)
        if not row.get_by_label("Met", exact=True).count():
            continue
        title = row.locator("h2").inner_text()
        comment = next((words for part, words in unmet.items() if part in title), None)
        if comment is None:
            assessor.tick("Met", row)
        else:
            assessor.tick("Not yet", row)
            row.get_by_label("Comment for the applicant").fill(comment)


def _open_from_queue(assessor: Visitor, whose: str) -> None:
    assessor.go("/assess/", "queue")
    with assessor.page.expect_navigation():
        assessor.page.locator(".ken-queue li", has_text=whose).get_by_role("link").first.click()
    assessor.look("desk-free")


def _amina_returns_morags_application(amina: Visitor, callum: Visitor) -> None:
    amina.sign_in("amina@demo.example")
    amina.go("/", "home-assessor")
    _open_from_queue(amina, "Morag Demo")
    amina.press("Take it", "desk")
    desk = amina.page.url
    callum.sign_in("callum@demo.example")
    callum.go(desk, "desk-taken-by-another")
    callum.sees("Amina Demo is assessing this application")
    amina.press("See the mail before it is sent", "desk-problems")
    amina.sees("There is a problem")
    title = amina.page.locator(".ken-desk__row").last.locator("h2").inner_text()
    _judge(amina, unmet={title: "Give an example from your own work."})
    amina.tick("Return for more evidence")
    amina.page.get_by_label("Feedback").fill("Two answers are clear. The last needs an example.")
    amina.press("See the mail before it is sent", "decision-return")
    amina.sees("Give an example from your own work.")
    amina.press("Return it and send", "queue-after")
    amina.sees("Returned.")


def _callum_declines_ewans_application(callum: Visitor, amina: Visitor) -> None:
    _open_from_queue(callum, "Ewan Demo")
    callum.press("Take it")
    callum.sees("A chat tool")
    desk = callum.page.url
    _judge(callum, unmet={})
    callum.tick("Decline")
    callum.page.get_by_label("Reason, if you decline").select_option("wrong-badge")
    callum.page.get_by_label("Feedback").fill("The badge on planning your learning fits better.")
    if callum.script:
        # Kept as it is typed: the tab may be closed.
        with callum.page.expect_response(
            lambda answer: (
                answer.url.endswith("/draft")
                and answer.ok
                and b"fits better." in (answer.request.post_data_buffer or b"")
            )
        ):
            callum.page.get_by_label("Feedback").blur()
        callum.page.get_by_text(re.compile("^Saved ")).wait_for()
        callum.go(desk, "desk-draft")
        expect(callum.page.get_by_label("Feedback")).to_have_value(
            "The badge on planning your learning fits better."
        )
    else:
        callum.press("Keep as a draft", "desk-draft")
    amina.go(desk)
    amina.sees("Callum Demo is assessing this application")
    callum.press("See the mail before it is sent", "decision-decline")
    callum.press("Decline it and send")


def _ewan_reads_why(ewan: Visitor) -> None:
    ewan.go("/my-badges/", "my-badges-declined")
    ewan.press("Leading others", "application-declined")
    ewan.sees("Another badge fits this learning")


def _morag_adds_what_is_missing(morag: Visitor) -> None:
    morag.go("/", "home-learner")
    morag.go("/my-badges/", "my-badges-returned")
    morag.press("Leading others", "application-returned")
    morag.sees("The last needs an example.")
    morag.page.locator(".ken-tasks a", has_text="What you will work on").first.click()
    morag.look("question-returned")
    morag.sees("Give an example from your own work.")
    _write(morag, LEARNED * 4 + "For example, I asked each colleague what would help them.")
    morag.press("Save and go back to the list")
    morag.press("Check your answers and submit", "check-again")
    morag.tick("I accept these terms")
    morag.press("Submit for assessment")


def _callum_awards(callum: Visitor) -> None:
    _open_from_queue(callum, "Morag Demo")
    callum.press("Take it", "desk-second-submission")
    callum.sees("What changed since the last submission")
    _judge(callum, unmet={})
    callum.tick("Award the badge")
    callum.page.get_by_label("Feedback").fill("A thoughtful account with a good example.")
    callum.press("See the mail before it is sent", "decision-award")
    callum.press("Award the badge and send")
    callum.sees("Awarded.")


def _morag_shares(morag: Visitor) -> str:
    morag.go("/my-badges/", "my-badges-awarded")
    morag.press("Leading others", "award-own")
    address = morag.page.url
    for _ in range(40):
        if "Being signed" not in morag.page.locator("main").inner_text():
            break
        time.sleep(0.5)
        morag.page.goto(address)
    morag.look("award-private")
    morag.sees("Only you can see this page")
    morag.page.get_by_role("link", name="Share", exact=True).click()
    morag.look("sharing-private")
    morag.tick("Anyone who has the address")
    morag.page.locator("label[for^=id_evidence]").first.click()
    morag.press("Save", "sharing-shared")
    morag.sees("Anyone who has the address can open your award now.")
    morag.go(address, "award-shared")
    with morag.page.expect_download() as download:
        morag.page.get_by_role("link", name="Certificate (PDF)", exact=True).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    return address


def _a_stranger_verifies(stranger: Visitor, address: str, folder: Path) -> None:
    stranger.go(address, "award-stranger")
    stranger.sees("awarded to Morag Demo")
    assert stranger.page.locator("main .ken-quote").count() == 1
    if stranger.script:
        stranger.page.get_by_role("link", name="Verify this award").click()
        expect(stranger.page.locator("[data-verdict]")).to_contain_text(
            "You can rely on", timeout=15_000
        )
        stranger.look("award-verified")
    else:
        stranger.press("Verify this award", "award-verified")
        stranger.sees("You can rely on this credential")
    stranger.go(address)
    with stranger.page.expect_download() as download:
        stranger.page.get_by_role("link", name="Picture with the credential inside (PNG)").click()
    download.value.save_as(folder / "badge.png")
    _verify_file(stranger, folder / "badge.png", "verified")
    stranger.sees("You can rely on this credential")
    forged = (folder / "badge.png").read_bytes().replace(b"Morag Demo", b"Merag Demo")
    (folder / "forged.png").write_bytes(forged)
    _verify_file(stranger, folder / "forged.png", "verified-forged")
    stranger.sees("Do not rely on this credential")


def _verify_file(stranger: Visitor, file: Path, picture: str) -> None:
    stranger.go("/verify")
    stranger.page.get_by_label("A file").set_input_files(file)
    stranger.press("Check it", picture)


def _isla_revokes(isla: Visitor) -> None:
    isla.sign_in("isla@demo.example")
    isla.go("/account/outgoing-mail/", "outgoing-mail")
    isla.sees("No mail is waiting or in trouble")
    isla.go("/awards/", "awards-made")
    with isla.page.expect_navigation():
        isla.page.get_by_role("link", name=re.compile("^Revoke")).first.click()
    isla.look("revoke")
    isla.press("See the mail before it is sent", "revoke-problem")
    isla.tick("It was awarded by mistake")
    isla.page.get_by_label("What happened").fill("A test: nobody did anything wrong.")
    isla.press("See the mail before it is sent", "revoke-mail")
    isla.sees("Hello Morag Demo")
    isla.press("Revoke it and send", "award-revoked")
    isla.sees("This award was revoked")
    isla.sees("A test: nobody did anything wrong.")


def _the_stranger_verifies_again(stranger: Visitor, address: str, folder: Path) -> None:
    for _ in range(40):
        _verify_file(stranger, folder / "badge.png", "verified-revoked")
        if "Do not rely" in stranger.page.locator("main").inner_text():
            break
        time.sleep(0.5)
    stranger.sees("Do not rely on this credential")
    stranger.go(address, "award-revoked-stranger")
    stranger.sees("This award was revoked")
