"""Signs, verifies and canonicalises with Rust: SpruceID's didkit, and pyoxigraph.

    rust_peer.py sign      reads {"key": JWK, "documents": [...]}, prints {"did", "signed": [text, ...]}
    rust_peer.py verify    reads {"good": [text, ...], "bad": [text, ...], "rounds"}, prints
                           {"accepted", "refused", "us": processor time for one of the good ones}
    rust_peer.py nquads    reads {"documents": [text, ...], "rounds"}, prints {"nquads": of the first,
                           "us": processor time for parsing and canonicalising one}

Contexts are those that didkit has built in, and for pyoxigraph those written into the documents.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

import didkit
import pyoxigraph

Json = dict[str, Any]


async def sign(asked: Json) -> Json:
    key = json.dumps(asked["key"])
    did = didkit.key_to_did("key", key)
    options = {
        "type": "Ed25519Signature2020",
        "proofPurpose": "assertionMethod",
        "verificationMethod": await didkit.key_to_verification_method("key", key),
    }
    signed = []
    for document in asked["documents"]:
        document["issuer"]["id"] = did
        text = json.dumps(document, ensure_ascii=False)
        signed.append(await didkit.issue_credential(text, json.dumps(options), key))
    return {"did": did, "signed": signed}


async def verify(asked: Json) -> Json:
    accepted = [await _holds(text) for text in asked["good"]]
    refused = [not await _holds(text) for text in asked["bad"]]
    best = float("inf")
    for _ in range(asked["rounds"]):
        start = time.process_time()
        for text in asked["good"]:
            await didkit.verify_credential(text, "{}")
        best = min(best, (time.process_time() - start) / len(asked["good"]))
    return {"accepted": accepted, "refused": refused, "us": best * 1e6}


async def _holds(text: str) -> bool:
    return json.loads(await didkit.verify_credential(text, "{}"))["errors"] == []


async def nquads(asked: Json) -> Json:
    best = float("inf")
    for _ in range(asked["rounds"]):
        start = time.process_time()
        for text in asked["documents"]:
            _canonical(text)
        best = min(best, (time.process_time() - start) / len(asked["documents"]))
    lines = pyoxigraph.serialize(
        _canonical(asked["documents"][0]), format=pyoxigraph.RdfFormat.N_QUADS
    )
    return {"nquads": (lines or b"").decode(), "us": best * 1e6}


def _canonical(text: str) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


if __name__ == "__main__":
    answer = asyncio.run(globals()[sys.argv[1]](json.load(sys.stdin)))
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # didkit's threads do not survive the end of Python in every version.
    os._exit(0)
