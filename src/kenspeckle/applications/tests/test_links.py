import pytest

from kenspeckle.applications.links import MAXIMUM, public_link
from kenspeckle.kernel.refusals import Invalid


@pytest.mark.parametrize(
    "link",
    [
        "https://blog.example.org/a-year-of-learning",
        "http://example.scot",
        "https://example.org:8443/x?y=1#z",
        "https://sgrìobhadh.example.org/",
        "https://93.184.215.14/",
        "https://[2606:4700::1111]/",
        " https://example.org/pasted ",
        "https://example.org/" + "x" * (MAXIMUM - 20),
    ],
)
def test_a_link_that_a_stranger_can_open_is_taken(link: str) -> None:
    assert public_link(link, field="link") == link.strip()


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "LOCALHOST:8000",
        "app.localhost",
        "localhost.localdomain",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1:8080",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::]",
        "[::ffff:10.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:a00:1::]",
        "[::127.0.0.1]",
        "intranet",
        "printer.local",
        "metadata.google.internal",
        "nas.lan",
        "router.home",
        "１２７.0.0.1",
        "127。0。0。1",
        "224.0.0.1",
    ],
)
def test_a_link_into_a_private_network_is_refused(host: str) -> None:
    with pytest.raises(Invalid, match="private network"):
        public_link(f"https://{host}/page", field="link")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("javascript:alert(1)", "starting with https"),
        ("data:text/html,hello", "starting with https"),
        ("file:///etc/passwd", "starting with https"),
        ("ftp://example.org/x", "starting with https"),
        ("example.org/page", "starting with https"),
        ("https://", "starting with https"),
        ("//example.org/page", "starting with https"),
        ("https://me:secret@example.org/", "sign-in name"),
        ("https://me@example.org/", "sign-in name"),
        ("https://example.org/two words", "space"),
        ("https://example.org/\ttab", "space"),
        ("https://example.org/\x00x", "character"),
        ("https://example.org/\x0cx", "space"),
        ("https://example.org/\u202egpj", "character"),
        ("https://[::1", "not a web address"),
        ("https://example.org:99999/", "not a web address"),
        ("https://example.org/" + "x" * MAXIMUM, "longer than 500"),
    ],
)
def test_a_link_that_is_no_public_web_address_is_refused_in_words(link: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        public_link(link, field="link")

    assert refusal.value.field == "link"
