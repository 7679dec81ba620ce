"""Links that applicants give as evidence or as chat history. They are checked, never fetched, here."""

import ipaddress
from urllib.parse import urlsplit

from kenspeckle.kernel.refusals import Invalid

MAXIMUM = 500
_PRIVATE_ENDINGS = (
    ".local",
    ".localhost",
    ".localdomain",
    ".internal",
    ".lan",
    ".home",
    ".test",
    ".invalid",
)
_UNICAST = ipaddress.IPv6Network("2000::/3")


def public_link(text: str, *, field: str) -> str:
    """Return the link when a stranger could open it; otherwise refuse with `Invalid` and say why.

    Only http and https, no sign-in data in the address, no addresses of a private network.
    """
    link = text.strip()
    if len(link) > MAXIMUM:
        raise Invalid(f"The link is longer than {MAXIMUM} characters. Use a shorter one.", field)
    if any(character.isspace() for character in link):
        raise Invalid("The link has a space in it. Copy it again from the address bar.", field)
    if not link.isprintable():
        raise Invalid(
            "The link has a character in it that cannot be seen. Copy it again from the address bar.",
            field,
        )
    try:
        parts = urlsplit(link)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Invalid("This is not a web address. Copy it from the address bar.", field) from error
    if parts.scheme not in ("http", "https") or not host:
        raise Invalid(
            "Give the whole web address, starting with https:// (copy it from the address bar).",
            field,
        )
    if parts.username is not None or parts.password is not None:
        raise Invalid("The link holds a sign-in name or password. Leave that part out.", field)
    if _is_private(host):
        raise Invalid(
            "This link leads to a private network, so your assessor could not open it. "
            "Give a link that works from anywhere.",
            field,
        )
    return link


def _is_private(host: str) -> bool:
    try:
        return not _is_public(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        # A name without a dot, or digits that some browsers read as an address (127.1, 0x7f000001).
        last = host.rpartition(".")[2]
        return "." not in host or last[:1].isdigit() or host.endswith(_PRIVATE_ENDINGS)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (
        address not in _UNICAST or address.sixtofour or address.teredo
    ):
        # Outside the unicast range, and in tunnels, lie addresses that hold a private IPv4 address.
        return False
    return address.is_global and not address.is_multicast
