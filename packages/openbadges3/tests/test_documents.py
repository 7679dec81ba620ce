from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import (
    DirectoryMap,
    InMemoryDocuments,
    LayeredDocuments,
    NoDocuments,
    SafeHttpDocuments,
    documents,
)
from openbadges3.errors import DocumentGone, DocumentUnavailable, Unreadable


def test_documents_in_memory_are_bytes_text_or_json() -> None:
    held = InMemoryDocuments({"a": b"\xff", "b": "é", "c": {"id": "c"}})

    assert held.fetch("a").content == b"\xff"
    assert held.fetch("b").content == "é".encode()
    assert json.loads(held.fetch("c").content) == {"id": "c"}
    with pytest.raises(DocumentUnavailable):
        held.fetch("d")


def test_a_folder_answers_through_its_map(tmp_path: Path) -> None:
    (tmp_path / "did.json").write_text("{}")
    (tmp_path / "map.json").write_text(
        json.dumps({"did:web:a.example": "did.json", "b": "gone.json"})
    )

    found = DirectoryMap(tmp_path / "map.json")

    assert found.fetch("did:web:a.example").content == b"{}"
    for missing in ("b", "c"):
        with pytest.raises(DocumentUnavailable):
            found.fetch(missing)


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": "../x"}', '{"a": "/etc/passwd"}'])
def test_a_map_that_is_none_or_leads_outside_is_refused(tmp_path: Path, text: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "map.json").write_text(text)

    with pytest.raises(Unreadable):
        DirectoryMap(inside / "map.json")
    with pytest.raises(Unreadable):
        DirectoryMap(tmp_path / "nothing.json")


class _Gone:
    def fetch(self, url: str) -> documents.Document:
        raise DocumentGone(f"{url} is gone")


def test_layers_are_asked_in_order_until_one_answers() -> None:
    layers = LayeredDocuments(
        [NoDocuments(), InMemoryDocuments({"a": b"1"}), InMemoryDocuments({"a": b"2"})]
    )

    assert layers.fetch("a").content == b"1"
    with pytest.raises(DocumentUnavailable):
        layers.fetch("b")
    with pytest.raises(DocumentGone):
        LayeredDocuments([_Gone(), InMemoryDocuments({"a": b"1"})]).fetch("a")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1",
        "fc00::1", "fec0::1", "3fff::1", "192.88.99.1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_never_asked(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answer = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    monkeypatch.setattr(socket, "create_connection", _no_connection)

    with pytest.raises(DocumentUnavailable, match="public"):
        SafeHttpDocuments().fetch("https://innocent.example/did.json")


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    monkeypatch.setattr(socket, "create_connection", _no_connection)

    with pytest.raises(DocumentUnavailable, match="public"):
        SafeHttpDocuments().fetch("https://innocent.example/")


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    reached: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 443))]

    def connect(target: tuple[str, int], *_: Any) -> Any:
        reached.append(target[0])
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(DocumentUnavailable, match="no network"):
        SafeHttpDocuments().fetch("https://rebinding.example/")
    assert (asked, reached) == (["rebinding.example"], ["93.184.216.34"])


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "file:///etc/passwd",
        "ftp://a.example/",
        "https://",
        "https://u:p@a.example/",
        "did:web:a",
        "",
        "https://a.example:99999/",
        "https://[::1/",
    ],
)
def test_other_kinds_of_address_are_not_fetched(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(socket, "create_connection", _no_connection)

    with pytest.raises(DocumentUnavailable):
        SafeHttpDocuments().fetch(url)


def _no_connection(*_: Any, **__: Any) -> Any:
    raise AssertionError("a connection was opened")


_DRIPS = 400
_SENT: list[int] = []
_DRIPPED = threading.Event()


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/drips":
            self._drip()
            return
        status, headers, body = {
            "/good": (200, {"Content-Type": "application/did+json"}, b"{}"),
            "/gone": (410, {}, b""),
            "/missing": (404, {}, b""),
            "/large": (200, {}, b"x" * 3000),
            "/again": (302, {"Location": "/good"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/away": (302, {"Location": "http://169.254.169.254/latest"}, b""),
            "/nowhere": (302, {}, b""),
            "/broken-off": (200, {"Content-Length": "3000"}, b"{}"),
        }[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for drop in range(_DRIPS):
                self.wfile.write(b"X-Drop: 1\r\n"[drop % 11 : drop % 11 + 1])
                _SENT.append(drop)
                time.sleep(0.05)
        except OSError:
            pass
        _DRIPPED.set()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine, which for once counts as public."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    public = documents._is_public
    monkeypatch.setattr(documents, "_is_public", lambda a: str(a) == "127.0.0.1" or public(a))
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_document_is_fetched_with_its_type_and_address(server: str) -> None:
    fetcher = SafeHttpDocuments(allow_http=True)

    found = fetcher.fetch(f"{server}/again")

    assert found == documents.Document(b"{}", "application/did+json", f"{server}/good")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/gone", DocumentGone),
        ("/missing", DocumentUnavailable),
        ("/large", DocumentUnavailable),
        ("/loop", DocumentUnavailable),
        ("/away", DocumentUnavailable),
        ("/nowhere", DocumentUnavailable),
        ("/broken-off", DocumentUnavailable),
    ],
)
def test_answers_that_are_no_document_are_told_as_such(
    server: str, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        SafeHttpDocuments(allow_http=True, largest=2000).fetch(server + path)


def test_a_server_that_never_ends_is_left_after_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_is_public", lambda _: True)
        fetcher = SafeHttpDocuments(allow_http=True, timeout=0.2)

        with pytest.raises(DocumentUnavailable):
            fetcher.fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_a_server_that_drips_its_headers_is_left_after_the_time_limit(server: str) -> None:
    fetcher = SafeHttpDocuments(allow_http=True, timeout=0.5)

    with pytest.raises(DocumentUnavailable):
        fetcher.fetch(f"{server}/drips")

    # The server stopped because its connection was cut, long before it was done.
    assert _DRIPPED.wait(timeout=10)
    assert len(_SENT) < _DRIPS
