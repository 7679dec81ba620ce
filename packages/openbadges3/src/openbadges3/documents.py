"""Where documents come from: the only door through which this library reaches anything outside.

A verifier needs the issuer's DID document and the status list. It asks a `Documents` object for
them, which the caller supplies: a mapping, a folder, HTTP with safeguards, or several in layers.
"""

from __future__ import annotations

import ipaddress
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urljoin, urlsplit

from openbadges3.errors import DocumentGone, DocumentUnavailable, Unreadable
from openbadges3.json_values import is_object

if TYPE_CHECKING:
    import http.client
    import ssl
    from collections.abc import Mapping, Sequence

_ACCEPT: Final = (
    "application/vc, application/vc+ld+json, application/did, application/ld+json, "
    "application/json;q=0.9, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What was found: its bytes, its media type if known, and the address that answered."""

    content: bytes
    content_type: str | None
    url: str


class Documents(Protocol):
    """Gives the document at an address, which is a URL or a DID."""

    def fetch(self, url: str) -> Document:
        """The document at `url`; `DocumentUnavailable` (or `DocumentGone`) if there is none."""
        ...


class NoDocuments:
    """Gives nothing: for checks that must not look anywhere."""

    def fetch(self, url: str) -> Document:
        """Raise `DocumentUnavailable`."""
        raise DocumentUnavailable(f"{url} was not looked up, because nothing may be fetched")


class InMemoryDocuments:
    """Documents held in a mapping `{URL or DID: content}`; text is taken as UTF-8, a dict as JSON."""

    def __init__(self, contents: Mapping[str, bytes | str | Mapping[str, Any]]) -> None:
        self._contents = contents

    def fetch(self, url: str) -> Document:
        """The content held for `url`."""
        content = self._contents.get(url)
        if content is None:
            raise DocumentUnavailable(f"{url} is not among the documents at hand")
        if isinstance(content, str):
            return Document(content.encode(), None, url)
        if isinstance(content, bytes):
            return Document(content, None, url)
        return Document(json.dumps(content, ensure_ascii=False).encode(), "application/json", url)


class DirectoryMap:
    """Documents in files, found through a JSON map `{URL or DID: file}`, files relative to the map."""

    def __init__(self, map_file: str | Path) -> None:
        """Read the map; `Unreadable` if it is none, or names a file outside its folder."""
        path = Path(map_file)
        try:
            mapped: object = json.loads(path.read_text("utf-8"))
        except OSError as wrong:
            raise Unreadable(f"the map of documents cannot be read: {wrong}") from None
        except ValueError as wrong:
            raise Unreadable(f"the map of documents is not JSON: {wrong}") from None
        if not is_object(mapped):
            raise Unreadable("a map of documents looks like {URL or DID: file}")
        self._files: dict[str, Path] = {}
        folder = path.resolve().parent
        for address, name in mapped.items():
            if not isinstance(name, str):
                raise Unreadable(f"the map of documents gives no file for {address}")
            file = (folder / name).resolve()
            if not file.is_relative_to(folder):
                raise Unreadable(f"the map of documents leads outside its folder: {name}")
            self._files[str(address)] = file

    def fetch(self, url: str) -> Document:
        """The content of the file that the map names for `url`."""
        file = self._files.get(url)
        if file is None:
            raise DocumentUnavailable(f"{url} is not in the map of documents")
        try:
            return Document(file.read_bytes(), None, url)
        except OSError:
            raise DocumentUnavailable(f"the file of {url} cannot be read") from None


class LayeredDocuments:
    """Several sources, asked in order until one has the document."""

    def __init__(self, layers: Sequence[Documents]) -> None:
        self._layers = tuple(layers)

    def fetch(self, url: str) -> Document:
        """The first layer's answer; that a document is gone is an answer, too."""
        last = DocumentUnavailable(f"{url} is nowhere to be found")
        for layer in self._layers:
            try:
                return layer.fetch(url)
            except DocumentGone:
                raise
            except DocumentUnavailable as unavailable:
                last = unavailable
        raise last


class SafeHttpDocuments:
    """Documents over HTTPS, from public addresses only.

    The name is resolved once, every address it resolves to must be public, and the connection
    goes to the address that was checked, so that a name cannot answer differently the second
    time. Redirects are followed a few times and checked each time anew.
    """

    def __init__(
        self,
        *,
        timeout: float = 5.0,
        largest: int = 4 * 2**20,
        redirects: int = 3,
        allow_http: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Bound each fetch: `timeout` seconds in all, `largest` bytes, so many `redirects`."""
        self._timeout = timeout
        self._largest = largest
        self._redirects = redirects
        self._schemes = ("https", "http") if allow_http else ("https",)
        self._tls = tls

    def fetch(self, url: str) -> Document:
        """The body at `url` if the answer is 200; a did:web DID is not resolved here."""
        import http.client

        until = time.monotonic() + self._timeout
        for _ in range(self._redirects + 1):
            try:
                answered = self._ask(url, until)
            except (OSError, http.client.HTTPException, ValueError) as wrong:
                raise DocumentUnavailable(f"{url} did not answer: {wrong}") from None
            if isinstance(answered, Document):
                return answered
            url = urljoin(url, answered)
        raise DocumentUnavailable(f"{url} redirects too often")

    def _ask(self, url: str, until: float) -> Document | str:
        """One request: the document, or the address that the answer redirects to."""
        from openbadges3.pinned import PinnedConnection, tls_context

        parts = urlsplit(url)
        if parts.scheme not in self._schemes or not parts.hostname or parts.username is not None:
            raise DocumentUnavailable(f"{url} is not an address that may be fetched")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = _public_address(parts.hostname, port)
        tls = (self._tls or tls_context()) if parts.scheme == "https" else None
        connection = PinnedConnection(parts.hostname, port, address, until, tls)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "GET", target, headers={"Accept": _ACCEPT, "Accept-Encoding": "identity"}
            )
            answer = connection.getresponse()
            if answer.status in {301, 302, 303, 307, 308}:
                return answer.headers.get("Location", "")
            if answer.status == 410:
                raise DocumentGone(f"{url} is gone, says its publisher")
            if answer.status != 200:
                raise DocumentUnavailable(f"{url} answers with HTTP status {answer.status}")
            content = self._read(answer, connection, until)
            return Document(content, answer.headers.get("Content-Type"), url)
        finally:
            connection.close()

    def _read(
        self, answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float
    ) -> bytes:
        parts: list[bytes] = []
        size = 0
        while size <= self._largest:
            left = until - time.monotonic()
            if left <= 0:
                raise DocumentUnavailable("the answer took too long")
            if connection.sock is not None:
                connection.sock.settimeout(left)
            part = answer.read1(65536)
            if not part:
                if answer.length:
                    raise DocumentUnavailable("the answer broke off before its end")
                return b"".join(parts)
            parts.append(part)
            size += len(part)
        raise DocumentUnavailable(f"the answer is longer than {self._largest} bytes")


def _public_address(host: str, port: int) -> str:
    """An address of `host`, when all that it resolves to are public."""
    import socket

    try:
        resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DocumentUnavailable(f"the name {host} is not known") from None
    addresses = [str(entry[4][0]) for entry in resolved]
    for text in addresses:
        if not _is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise DocumentUnavailable(f"{host} is not a public address")
    if not addresses:
        raise DocumentUnavailable(f"the name {host} is not known")
    return addresses[0]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None or (inner is not None and not _is_public(inner)):
            return False
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if any(address in network for network in _NOT_PUBLIC if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


# Special purposes that Python's own tables call global (IANA registries, RFC 3879, 7526, 7600, 9637).
_NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("fec0::/10", "3fff::/20", "192.88.99.0/24", "192.0.0.8/32")
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
