from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from openbadges3 import SigningKey
from openbadges3.canonical import shipped
from openbadges3.did import did_key
from openbadges3.encoding import base58_encode
from openbadges3.proofs.suite import rdfc_hash_data
from openbadges3.proofs.unsecured import Unsecured
from openbadges3.vc_api.http import server

Json = dict[str, Any]
VC2 = "https://www.w3.org/ns/credentials/v2"
# VCDM 2.0 §B.1: the digests of the base context as it is published.
SRI_OF_VC2 = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIBASE_OF_VC2 = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
ENTRY: Json = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "1",
    "statusListCredential": "https://a.example/status/1",
}
CREDENTIAL: Json = {
    "@context": [VC2, "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "issuer": "https://issuer.example/",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(pem)
    return folder / "cert.pem", folder / "key.pem"


class Client:
    def __init__(self, address: str, did: str, tls: ssl.SSLContext) -> None:
        self.address = address
        self.did = did
        self._tls = tls

    def __call__(self, path: str, body: Json | bytes | None = None) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path, data, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, context=self._tls, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def issue(self, credential: Json, **options: Any) -> Json:
        status, answer = self("/credentials/issue", {"credential": credential, "options": options})
        assert status == 201, answer
        issued: Json = answer["verifiableCredential"]
        return issued


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    cert, key = certificate(tmp_path_factory.mktemp("tls"))
    made, service = server(SigningKey.generate("Ed25519"), port=0, certificate=cert, private=key)
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield Client(
        f"https://localhost:{made.server_port}",
        service.did,
        ssl.create_default_context(cafile=str(cert)),
    )
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_credential_is_issued_and_verified(api: Client) -> None:
    issued = api.issue(CREDENTIAL)

    assert issued["issuer"] == api.did
    assert issued["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert api("/credentials/verify", {"verifiableCredential": issued})[0] == 200
    issued["credentialSubject"]["alumniOf"] = "Elsewhere"
    status, answer = api("/credentials/verify", {"verifiableCredential": issued})
    assert status == 400
    assert answer["verified"] is False
    assert answer["errors"]


def test_a_credential_of_the_old_data_model_is_issued_and_verified(api: Client) -> None:
    old = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            {"alumniOf": "https://schema.org/alumniOf"},
        ],
        "type": ["VerifiableCredential"],
        "issuer": {"id": "did:example:1", "type": "VerifiableCredential"},
        "issuanceDate": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:2", "alumniOf": "x"},
    }

    for options in ({}, {"credentialStatus": {"statusPurpose": "suspension"}}):
        issued = api.issue(old, **options)
        assert issued["issuer"]["id"] == api.did
        assert api("/credentials/verify", {"verifiableCredential": issued}) == (
            200,
            api("/credentials/verify", {"verifiableCredential": issued})[1],
        )


def test_a_status_is_allocated_on_request_and_can_be_set(api: Client) -> None:
    plain = api.issue(CREDENTIAL)
    assert "credentialStatus" not in plain

    issued = api.issue({**CREDENTIAL, "id": "urn:uuid:1"}, credentialStatus=True)
    entry = issued["credentialStatus"]
    assert entry["type"] == "BitstringStatusListEntry"
    status, listed = api(entry["statusListCredential"].removeprefix(api.address))
    assert status == 200
    assert "BitstringStatusListCredential" in listed["type"]
    members = {"id", "type", "statusPurpose", "encodedList"}
    assert listed["credentialSubject"].keys() == members
    assert api("/credentials/verify", {"verifiableCredential": issued})[0] == 200

    asked = {
        "credentialId": "urn:uuid:1",
        "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
    }
    assert api("/credentials/status", asked)[0] == 200
    assert api(f"{entry['statusListCredential'].removeprefix(api.address)}/publish", {})[0] == 204
    assert api("/credentials/verify", {"verifiableCredential": issued})[0] == 400
    assert api("/credentials/status", {**asked, "status": False})[0] == 200
    assert api("/credentials/verify", {"verifiableCredential": issued})[0] == 200
    assert api("/credentials/status", {"credentialId": "urn:uuid:unknown"})[0] == 404


@pytest.mark.parametrize(
    "change",
    [
        {"@context": None},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", VC2]},
        {"@context": [VC2, 5]},
        {"@context": [VC2, "https://unknown.example/"]},
        {"@context": [VC2, {"VerifiableCredential": "https://evil.example/"}]},
        {"type": None},
        {"type": ["AlumniCredential"]},
        {"type": "AlumniCredential"},
        {"id": "not a url"},
        {"id": ["urn:1", "urn:2"]},
        {"id": None, "issuer": None},
        {"issuer": 5},
        {"issuer": {"id": None}},
        {"issuer": {"name": "x"}},
        {"issuer": "name"},
        {"name": {"@value": "x", "url": "y"}},
        {"description": 5},
        {"credentialSubject": None},
        {"credentialSubject": {}},
        {"credentialSubject": []},
        {"credentialSubject": [{"id": "did:example:1"}, {}]},
        {"credentialSubject": "did:example:1"},
        {"credentialSubject": {"id": ["did:example:1"]}},
        {"validFrom": "yesterday"},
        {"validUntil": ["2030-01-01T00:00:00Z"]},
        {"validFrom": "2030-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z"},
        {"credentialStatus": {"id": "https://a.example/"}},
        {"credentialStatus": {"id": "not a url", "type": "BitstringStatusListEntry"}},
        {"credentialSchema": {"type": "JsonSchema"}},
        {"credentialSchema": {"id": "https://a.example/"}},
        {"credentialSchema": {"id": "relative", "type": "JsonSchema"}},
        {"refreshService": {"id": "https://a.example/"}},
        {"termsOfUse": {"id": "https://a.example/"}},
        {"evidence": {"id": "https://a.example/"}},
        {"proof": "x"},
        {"proof": [{"proofValue": "z1"}]},
        {"relatedResource": ["https://a.example/"]},
        {"relatedResource": {"digestSRI": "sha256-x"}},
        {"relatedResource": {"id": "https://a.example/"}},
        {"relatedResource": {"id": VC2, "digestSRI": "sha256-x"}},
        {"relatedResource": [{"id": VC2, "digestSRI": SRI_OF_VC2}] * 2},
        {"relatedResource": {"id": VC2, "digestSRI": "sha384-" + "A" * 64}},
        {"relatedResource": [{"id": VC2, "digestMultibase": "u" + "A" * 43}]},
        {"credentialStatus": {**ENTRY, "statusListIndex": True}},
        {"credentialStatus": {**ENTRY, "statusListIndex": "-1"}},
        {"credentialStatus": [ENTRY, {**ENTRY, "statusPurpose": 5}]},
        {"credentialStatus": {**ENTRY, "statusListCredential": "not a url"}},
        {"credentialStatus": {**ENTRY, "statusSize": 0}},
        {"credentialStatus": {**ENTRY, "statusSize": 2}},
        {
            "statusEntry": {"type": "BitstringStatusListEntry", "statusListIndex": True},
            "@context": [VC2],
        },
    ],
)
def test_what_the_data_model_forbids_is_not_issued(api: Client, change: Json) -> None:
    credential = {
        name: value for name, value in {**CREDENTIAL, **change}.items() if value is not None
    }

    status, answer = api("/credentials/issue", {"credential": credential, "options": {}})

    assert 400 <= status < 500, answer
    assert answer["errors"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": {"@value": "x", "@language": "en", "@direction": "ltr"}},
        {"description": [{"@value": "x", "@language": "en"}, {"@value": "y", "@language": "gd"}]},
        {"issuer": {"id": "did:example:1", "name": {"@value": "x", "@language": "en"}}},
        {"type": ["VerifiableCredential", "https://a.example/Type"]},
        {"validFrom": "2020-01-01T00:00:00.123Z", "validUntil": "2999-01-01T00:00:00+01:00"},
        {
            "relatedResource": [
                {"id": VC2, "digestSRI": SRI_OF_VC2, "mediaType": "application/ld+json"}
            ]
        },
        {"relatedResource": {"id": VC2, "digestMultibase": MULTIBASE_OF_VC2}},
        {"refreshService": {"type": "https://a.example/Type", "id": "https://a.example/"}},
        {
            "credentialSubject": [
                {"id": "did:example:1", "alumniOf": "x"},
                {"id": "did:example:2", "alumniOf": "y"},
            ]
        },
        {
            "@context": [
                VC2,
                "https://www.w3.org/ns/credentials/examples/v2",
                {"more": "https://a.example/more"},
            ],
            "more": "x",
        },
    ],
)
def test_what_the_data_model_allows_is_issued_and_verified(api: Client, change: Json) -> None:
    issued = api.issue({**CREDENTIAL, **change})

    status, answer = api("/credentials/verify", {"verifiableCredential": issued})
    assert status == 200, answer


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b'{"credential": 1}', b'{"credential": {}, "options": 1}']
)
@pytest.mark.parametrize(
    "path", ["/credentials/issue", "/credentials/verify", "/presentations/verify"]
)
def test_requests_that_make_no_sense_get_a_clear_no(api: Client, path: str, body: bytes) -> None:
    status, answer = api(path, body)

    assert status == 400
    assert answer["errors"]
    assert answer["problemDetails"][0]["type"].startswith("https://")
    assert answer.get("verified") is (None if path.endswith("issue") else False)


def test_localhost_is_served_in_both_of_its_meanings(api: Client) -> None:
    port = int(api.address.rpartition(":")[2])
    families = [(socket.AF_INET, "127.0.0.1")]
    if socket.has_ipv6:
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            pass
        else:
            families.append((socket.AF_INET6, "::1"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE
    for family, address in families:
        # The first says nothing, and holds up nobody.
        with socket.socket(family) as silent, socket.socket(family) as plain:
            silent.connect((address, port))
            plain.settimeout(5)
            plain.connect((address, port))
            with tls.wrap_socket(plain) as asking:
                asking.sendall(b"GET /status/revocation HTTP/1.0\r\n\r\n")
                assert asking.recv(12) == b"HTTP/1.1 200"


def test_nothing_is_said_of_whoever_speaks_no_tls(
    api: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    port = int(api.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        plain.sendall(b"GET /status/revocation HTTP/1.0\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            while plain.recv(1000):
                pass

    assert api("/status/revocation")[0] == 200
    assert capfd.readouterr().err == ""


def test_other_addresses_give_nothing(api: Client) -> None:
    assert api("/credentials", {})[0] == 404
    assert api("/status/unknown")[0] == 404


def resigned(change: Json) -> Json:
    """A credential of the holder's own whose proof options are changed before they are signed."""
    did = did_key(HOLDER.public)
    document = {**CREDENTIAL, "issuer": did}
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": f"{did}#{HOLDER.public.multibase}",
        "proofPurpose": "assertionMethod",
        **change,
    }
    signature = HOLDER.sign(
        rdfc_hash_data(Unsecured(document, shipped()), config, "Ed25519", shipped())
    )
    return {**document, "proof": {**config, "proofValue": "z" + base58_encode(signature)}}


@pytest.mark.parametrize(
    ("change", "options", "status"),
    [
        ({}, {}, 200),
        ({}, {"expectedProofPurpose": "assertionMethod"}, 200),
        ({}, {"expectedProofPurpose": "authentication"}, 400),
        ({"domain": "a.example"}, {"domain": "a.example"}, 200),
        ({"domain": "a.example"}, {"domain": "b.example"}, 400),
        ({}, {"domain": "b.example"}, 400),
        ({"challenge": "abc"}, {"challenge": "abc"}, 200),
        ({"challenge": "abc"}, {"challenge": "abd"}, 400),
        ({"created": "2026-01-01T00:00:00"}, {}, 200),
        ({"created": "invalidDate"}, {}, 400),
        ({"expires": "2026-01-01T00:00:00"}, {}, 400),
        ({"expires": "2999-01-01T00:00:00"}, {}, 200),
        ({"proofPurpose": "authentication"}, {}, 400),
        ({"verificationMethod": "did:key:invalidVm"}, {}, 400),
        ({"id": "urn:uuid:1", "previousProof": "urn:uuid:2"}, {}, 400),
    ],
)
def test_proof_options_are_held_to_the_standard_and_to_the_request(
    api: Client, change: Json, options: Json, status: int
) -> None:
    body = {"verifiableCredential": resigned(change), "options": options}

    assert api("/credentials/verify", body)[0] == status


def test_every_proof_of_a_set_has_to_hold(api: Client) -> None:
    good = resigned({})
    other = resigned({"created": "2026-01-02T00:00:00Z"})["proof"]

    both = {**good, "proof": [good["proof"], other]}
    assert api("/credentials/verify", {"verifiableCredential": both})[0] == 200
    both["proof"][1] = {**other, "created": "2026-01-03T00:00:00Z"}
    assert api("/credentials/verify", {"verifiableCredential": both})[0] == 400


HOLDER = SigningKey.generate("Ed25519")


def presented(purpose: str = "authentication", **members: Any) -> Json:
    """A presentation signed by a holder."""
    did = did_key(HOLDER.public)
    document: Json = {"@context": [VC2], "type": ["VerifiablePresentation"], **members}
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": f"{did}#{HOLDER.public.multibase}",
        "proofPurpose": purpose,
        "challenge": "abc",
    }
    signature = HOLDER.sign(
        rdfc_hash_data(Unsecured(document, shipped()), config, "Ed25519", shipped())
    )
    return {**document, "proof": {**config, "proofValue": "z" + base58_encode(signature)}}


def test_presentations_are_verified_with_their_credentials(api: Client) -> None:
    did = did_key(HOLDER.public)
    issued = api.issue(CREDENTIAL)
    good = [
        presented(),
        presented(holder=did, id="urn:uuid:1"),
        presented(holder={"id": did}),
        presented(holder=did, verifiableCredential=[issued, issued]),
        presented("assertionMethod"),
        presented(holder=did, verifiableCredential=[{**CREDENTIAL, "issuer": did}]),
    ]
    for each in good:
        status, answer = api("/presentations/verify", {"verifiablePresentation": each})
        assert status == 200, answer

    bad = [
        {**presented(), "holder": did},
        {**presented(), "proof": []},
        {**presented(), "holder": "no address"},
        presented(holder={"name": "nobody"}),
        {**presented(), "proof": {**presented()["proof"], "proofPurpose": ["authentication"]}},
        presented(type=["VerifiableCredential"]),
        presented(verifiableCredential=[{**CREDENTIAL, "issuer": did}]),
        presented(holder="did:example:acme", verifiableCredential=[{**CREDENTIAL, "issuer": did}]),
        presented(holder=did, verifiableCredential=[{**issued, "id": "urn:uuid:2"}]),
        {**presented(), "verifiableCredential": ["https://a.example/"]},
    ]
    for each in bad:
        assert api("/presentations/verify", {"verifiablePresentation": each})[0] == 400


@pytest.mark.parametrize("text", ["", "{}", "5", "null", "a.b", "credential"])
def test_a_text_that_is_no_jwt_is_no_credential_and_no_presentation(api: Client, text: str) -> None:
    issued = api.issue(CREDENTIAL)

    for path, member in (
        ("/credentials/verify", "verifiableCredential"),
        ("/presentations/verify", "verifiablePresentation"),
    ):
        status, answer = api(path, {member: text})
        assert (status, answer["verified"]) == (400, False)
    status, answer = api("/credentials/verify", {"verifiableCredential": json.dumps(issued)})
    assert (status, answer["verified"]) == (400, False)
    assert "a text is taken if it is a JWT" in answer["errors"][0]
