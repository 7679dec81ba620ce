"""A small application behind the front, for the tests: it tells what it was asked."""

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenspeckle.config.settings")

import django

django.setup()

from kenspeckle.front.application import Front  # noqa: E402 (needs the settings)
from kenspeckle.front.bodies import Bodies  # noqa: E402

BIG = 4 * 1024 * 1024


def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Tell the request; `/big` is large, `/hold` takes its time, `/break` breaks."""
    sent = environ["wsgi.input"].read()
    match environ["PATH_INFO"]:
        case "/big":
            start_response("200 OK", [("Content-Length", str(BIG))])
            return (b"x" * 65536 for _ in range(BIG // 65536))
        case "/hold":
            time.sleep(5)
        case "/break":
            raise ValueError("broken on purpose")
    content = json.dumps(
        {
            **{name: value for name, value in environ.items() if isinstance(value, str)},
            "sent": len(sent),
            "read": environ["wsgi.input"].read().decode("latin-1"),
        }
    ).encode()
    start_response(
        "200 OK",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(content))),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ],
    )
    return [content]


application = Front(told, threads=4, long_threads=1, bodies=Bodies(grace=2.0, pause=1.0))
