"""The front over real connections: what reaches the application, and what the front answers itself."""

import asyncio
import http.client
import json
import socket
import time
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from benchmarks.slow_clients import crowd
from kenspeckle.front.tests.toy import BIG
from kenspeckle.kernel.demands import MEGABYTE
from kenspeckle.kernel.security import headers_of_every_answer


def _raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def _told(answer: bytes) -> dict[str, Any]:
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert isinstance(told, dict)
    return told


def _ask(port: int, *lines: str) -> dict[str, Any]:
    request = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    return _told(_raw(port, request))


def test_a_request_reaches_the_application_as_it_was_sent(port: int) -> None:
    told = _ask(port, "GET /a%20b/%C3%A9?q=%20x&y HTTP/1.1", "Host: here:1", "Accept: text/html")

    assert told["REQUEST_METHOD"] == "GET"
    assert told["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert told["QUERY_STRING"] == "q=%20x&y"
    assert told["HTTP_HOST"] == "here:1"
    assert told["REMOTE_ADDR"] == "127.0.0.1"
    assert told["SERVER_PORT"] == str(port)
    assert told["wsgi.url_scheme"] == "http"
    assert "CONTENT_LENGTH" not in told


def test_cookies_and_lists_that_were_sent_twice_are_joined(port: int) -> None:
    told = _ask(port, "GET / HTTP/1.1", "Host: a", "Cookie: a=1", "Cookie: b=2", "X-L: 1", "X-L: 2")

    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["HTTP_X_L"] == "1,2"


def test_a_header_with_an_underscore_cannot_pass_for_the_proxys(port: int) -> None:
    told = _ask(port, "GET / HTTP/1.1", "Host: a", "X_Forwarded_Proto: https")

    assert "HTTP_X_FORWARDED_PROTO" not in told


@pytest.mark.parametrize("twice", ["Host: b", "X-Forwarded-Proto: https"])
def test_a_header_that_misleads_when_sent_twice_is_refused(port: int, twice: str) -> None:
    request = f"GET / HTTP/1.1\r\nHost: a\r\n{twice}\r\n{twice}\r\nConnection: close\r\n\r\n"

    assert _raw(port, request.encode()).startswith(b"HTTP/1.1 400")


def test_a_body_is_handed_over_whole(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request("POST", "/", body=b"y" * 300_000)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()

    assert told["sent"] == 300_000
    assert told["CONTENT_LENGTH"] == "300000"
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 100")
        connection.sendall(b"hi")
        assert b'"sent": 2' in connection.recv(65536)


def test_a_body_of_which_nobody_knows_the_length_is_refused_in_words(port: int) -> None:
    request = (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
    )

    answer = _raw(port, request)

    assert answer.startswith(b"HTTP/1.1 411")
    assert b"does not say how long it is" in answer


def test_a_body_that_is_too_large_is_refused_in_words_though_it_is_still_being_sent(
    port: int,
) -> None:
    size = 5 * MEGABYTE
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
        connection.sendall(b"x" * size)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"It is larger than 2 MB" in answer


def test_a_page_takes_no_body_to_speak_of(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n"

    assert _raw(port, request).startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_come_is_refused_in_words(port: int) -> None:
    answer = _raw(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx")

    assert answer.startswith(b"HTTP/1.1 408")
    assert b"did not arrive in time" in answer
    for name, value in headers_of_every_answer(secure=False):
        assert f"{name}: {value}".encode() in answer


def test_a_script_is_refused_in_json(port: int) -> None:
    answer = _raw(
        port,
        b"POST / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nContent-Length: 9\r\n\r\nx",
    )

    assert _told(answer) == {"error": "What you sent did not arrive in time."}


def test_the_head_of_an_answer_comes_without_its_body(port: int) -> None:
    answer = _raw(port, b"HEAD /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert f"content-length: {BIG}".encode() in answer
    assert answer.endswith(b"\r\n\r\n")


def test_a_large_answer_arrives_whole(port: int) -> None:
    answer = _raw(port, b"GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert answer.partition(b"\r\n\r\n")[2] == b"x" * BIG


def test_an_application_that_breaks_is_said_so_in_words(port: int) -> None:
    answer = _raw(port, b"GET /break HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 500")
    assert b"</html>" in answer


def test_what_cannot_be_done_soon_is_refused_in_words(port: int) -> None:
    held = [Thread(target=_ask, args=(port, "GET /hold HTTP/1.1", "Host: a")) for _ in range(4)]
    for thread in held:
        thread.start()
    time.sleep(0.5)

    answer = _raw(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in answer
    assert b"Many people are here at once" in answer
    for thread in held:
        thread.join(30)
        assert not thread.is_alive()


def test_hundreds_of_slow_clients_of_every_kind_leave_others_served(port: int) -> None:
    outcome = asyncio.run(crowd(port, each=100, questions=10))

    assert outcome.asked == 20
    assert outcome.answered == outcome.asked


def test_it_is_alive_though_all_its_threads_wait(port: int, client: Client) -> None:
    held = [Thread(target=_ask, args=(port, "GET /hold HTTP/1.1", "Host: a")) for _ in range(4)]
    for thread in held:
        thread.start()

    answer = _raw(port, b"GET /alive HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(client.get("/alive").content)
    for thread in held:
        thread.join(30)


@pytest.mark.django_db
def test_what_every_answer_carries_is_what_djangos_carry(client: Client) -> None:
    answer = client.get("/alive")

    for name, value in headers_of_every_answer(secure=False):
        assert answer.headers[name] == value
