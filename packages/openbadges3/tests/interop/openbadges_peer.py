"""What 1EdTech's validator of Open Badges 2.0 says of hosted assertions.

Reads a list of `{"assertion": URL, "documents": {URL: object}, "images": {URL: base64},
"recipient": profile}` from standard input, prints the list of the validator's reports; an entry may
have an image `"baked": base64` in place of the assertion's address. The web is what an entry holds,
and the context that the validator carries: nothing else is reached.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from typing import Any

import requests
from requests.adapters import BaseAdapter


class Given(BaseAdapter):
    """A web of the pages in `pages`: `{URL: (media type, body)}`."""

    pages: dict[str, tuple[str, bytes]] = {}

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        address = str(request.url)
        if address not in self.pages:
            raise requests.ConnectionError(f"{address} is not there", request=request)
        response = requests.Response()
        response.status_code, response.url, response.request = 200, address, request
        media_type, body = self.pages[address]
        response.headers["Content-Type"] = media_type
        response.encoding = "utf-8"
        response.raw = io.BytesIO(body)
        return response

    def close(self) -> None:
        """There is nothing to close."""


def main() -> None:
    # Every session takes its way to the web from here, the validator's and PyLD's too.
    requests.sessions.HTTPAdapter = Given  # type: ignore[misc]
    from openbadges.verifier import verify
    from openbadges.verifier.openbadges_context import (
        OPENBADGES_CONTEXT_V2_DICT,
        OPENBADGES_CONTEXT_V2_URI,
    )

    reports = []
    for asked in json.load(sys.stdin):
        documents = {OPENBADGES_CONTEXT_V2_URI: OPENBADGES_CONTEXT_V2_DICT, **asked["documents"]}
        Given.pages = {
            address: ("application/ld+json", json.dumps(document).encode())
            for address, document in documents.items()
        } | {
            address: ("image/png", base64.b64decode(image))
            for address, image in asked["images"].items()
        }
        baked = asked.get("baked")
        given = asked["assertion"] if baked is None else io.BytesIO(base64.b64decode(baked))
        found = verify(given, asked["recipient"], use_cache=False, cache_backend=None)
        reports.append(found["report"])
    json.dump(reports, sys.stdout, default=str)


if __name__ == "__main__":
    main()
