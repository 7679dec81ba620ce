"""What `credentialStatus` comes to, entry by entry, word for word."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from openbadges3 import (
    InMemoryDocuments,
    SigningKey,
    StatusList,
    did_document,
    did_key,
    issue,
    issue_jwt,
)
from openbadges3.canonical import shipped
from openbadges3.encoding import base58_encode, base64url_encode, jcs
from openbadges3.errors import OpenBadgesError, ProofInvalid, Revoked, StatusUnknown, Suspended
from openbadges3.findings import Finding, Findings
from openbadges3.revocation import StatusRules, check_status
from openbadges3.surroundings import surroundings

Json = dict[str, Any]
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
BEFORE, NOW, AFTER = "2026-11-22T11:59:59Z", "2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z"
KEY = SigningKey.generate("Ed25519")
DID = did_key(KEY.public)
METHOD = f"{DID}#{KEY.public.multibase}"
LIST = "https://badges.example/status/1"
SECTION = "Bitstring Status List §3.2"
OLD_SECTION = "OB 3.0 §B.1.9"
MARKED = StatusList()
MARKED.set(4711)
CREDENTIAL: Json = {"id": "urn:uuid:1", "issuer": {"id": DID}}
NOT_WITHDRAWN = "The issuer has not withdrawn the credential."


def signed(document: Json, **options: Any) -> Json:
    """`document` with a proof over its JSON, whatever it holds."""
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": METHOD,
        **options,
    }
    data = b"".join(hashlib.sha256(jcs(part)).digest() for part in (config, document))
    return {**document, "proof": {**config, "proofValue": "z" + base58_encode(KEY.sign(data))}}


def listing(*, subject: Any = None, **changes: Any) -> Json:
    """An unsigned list with nothing set; a change to None takes the member out."""
    made = {
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": NOW,
        "validUntil": NOW,
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": StatusList().encoded(),
            **(subject or {}),
        },
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def entry(**changes: Any) -> Json:
    made = {
        "id": f"{LIST}#4711",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4711",
        "statusListCredential": LIST,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def status(
    asked: Any,
    found: Any = None,
    *,
    unknown_allowed: bool = False,
    short_allowed: bool = True,
    **credential: Any,
) -> Findings:
    """What the status `asked` comes to when `found` is at the address of the list."""
    findings = Findings()
    check_status(
        {**CREDENTIAL, **credential, "credentialStatus": asked},
        surroundings(InMemoryDocuments({} if found is None else {LIST: found}), NOON, shipped()),
        findings,
        StatusRules(unknown_allowed=unknown_allowed, short_allowed=short_allowed),
    )
    return findings


def refusal(asked: Any, found: Any = None) -> OpenBadgesError:
    """The one error that `asked` comes to; what is listed says the same."""
    findings = status(asked, found)
    (error,), listed = findings.errors, findings.listed[-1]
    assert (listed.check, listed.path, listed.section) == ("status", error.path, error.section)
    return error


def good(message: str, path: str = "$.credentialStatus", section: str = SECTION) -> Finding:
    return Finding("status", "good", path, message, section)


def warning(message: str, section: str = SECTION) -> Finding:
    return Finding("status", "warning", "$.credentialStatus", message, section)


def test_a_credential_without_a_status_is_told_so() -> None:
    assert status(None).listed == [
        good("The issuer keeps no list of withdrawn credentials for this one.", "", "")
    ]


@pytest.mark.parametrize("index", ["4711", 4711, "04711"])
@pytest.mark.parametrize(
    ("purpose", "message", "error", "said"),
    [
        (
            "revocation",
            NOT_WITHDRAWN,
            Revoked,
            "the issuer has withdrawn (revoked) this credential",
        ),
        (
            "suspension",
            "The issuer has not suspended the credential.",
            Suspended,
            "the issuer has suspended this credential for now",
        ),
    ],
)
def test_the_bit_says_whether_a_credential_is_withdrawn_or_suspended(
    index: Any, purpose: str, message: str, error: type[OpenBadgesError], said: str
) -> None:
    asked = entry(statusPurpose=purpose, statusListIndex=index)

    clear = signed(listing(subject={"statusPurpose": purpose}))
    assert status(asked, clear).listed == [good(message)]
    marked = signed(listing(subject={"statusPurpose": purpose, "encodedList": MARKED.encoded()}))
    found = refusal(asked, marked)
    assert type(found) is error
    assert (found.message, found.path, found.section) == (said, "$.credentialStatus", SECTION)
    assert status(asked, marked).listed[0].outcome == "bad"


@pytest.mark.parametrize("purpose", ["message", "refresh"])
def test_other_purposes_are_told_and_do_not_count_against_the_credential(purpose: str) -> None:
    for bits, word in ((StatusList(), "not set"), (MARKED, "set")):
        found = signed(listing(subject={"statusPurpose": purpose, "encodedList": bits.encoded()}))
        assert status(entry(statusPurpose=purpose), found).listed == [
            good(f"The status {purpose!r} is {word}.")
        ]


def test_a_purpose_that_nobody_knows_counts_once_it_is_set() -> None:
    subject = {"statusPurpose": "mystery"}

    assert status(entry(**subject), signed(listing(subject=subject))).listed == [
        good("The status 'mystery' is not set.")
    ]
    error = refusal(
        entry(**subject), signed(listing(subject={**subject, "encodedList": MARKED.encoded()}))
    )
    assert isinstance(error, StatusUnknown)
    assert error.message == "the status 'mystery' is set, and what that means is not known"


def test_every_entry_is_looked_at_and_named_by_its_place() -> None:
    subject = {"statusPurpose": ["revocation", "suspension"], "encodedList": MARKED.encoded()}
    found = signed(listing(subject=subject))

    findings = status(
        [
            entry(statusListIndex="1"),
            entry(statusPurpose="suspension"),
            5,
            entry(type="Other"),
            entry(),
        ],
        found,
    )

    assert [(each.outcome, each.path) for each in findings.listed] == [
        ("good", "$.credentialStatus[0]"),
        ("bad", "$.credentialStatus[1]"),
        ("bad", "$.credentialStatus[2]"),
        ("unknown", "$.credentialStatus[3]"),
        ("bad", "$.credentialStatus[4]"),
    ]
    assert [type(error) for error in findings.errors] == [
        Suspended,
        StatusUnknown,
        StatusUnknown,
        Revoked,
    ]
    assert [error.path for error in findings.errors] == [
        f"$.credentialStatus[{place}]" for place in (1, 2, 3, 4)
    ]
    assert findings.errors[1].message == "the status entry is not an object"


def test_older_lists_are_read_by_their_own_names() -> None:
    asked = entry(type=["StatusList2021Entry"])
    names = {"type": ["VerifiableCredential", "StatusList2021Credential"]}

    found = signed(listing(subject={"type": "StatusList2021"}, **names))
    assert status(asked, found).listed == [good(NOT_WITHDRAWN)]
    assert "is no StatusList2021Credential" in refusal(asked, signed(listing())).message
    assert refusal(asked, signed(listing(**names))).message == (
        "the subject of the status list is no StatusList2021"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"statusListIndex": None}, "the place in the status list is not a whole number"),
        ({"statusListIndex": ""}, "the place in the status list is not a whole number"),
        ({"statusListIndex": "-1"}, "the place in the status list is not a whole number"),
        ({"statusListIndex": -1}, "the place in the status list is not a whole number"),
        ({"statusListIndex": True}, "the place in the status list is not a whole number"),
        ({"statusListIndex": 1.0}, "the place in the status list is not a whole number"),
        ({"statusListIndex": "0x1"}, "the place in the status list is not a whole number"),
        ({"statusListIndex": "٣"}, "the place in the status list is not a whole number"),
        ({"statusListIndex": "0" * 13}, "the place in the status list is not a whole number"),
        (
            {"statusListIndex": "9" * 12},
            "the status list is shorter than the credential's place in it",
        ),
        (
            {"statusListIndex": "131072"},
            "the status list is shorter than the credential's place in it",
        ),
        ({"statusSize": 0}, "a status has 1 to 32 bits, not 0"),
        ({"statusPurpose": None}, "the status entry lacks its purpose or its list"),
        ({"statusPurpose": 5}, "the status entry lacks its purpose or its list"),
        ({"statusListCredential": None}, "the status entry lacks its purpose or its list"),
        ({"statusListCredential": [LIST]}, "the status entry lacks its purpose or its list"),
        (
            {"statusPurpose": "suspension"},
            "the list is for 'revocation', the credential asks about 'suspension'",
        ),
    ],
)
def test_an_entry_that_cannot_be_followed_settles_nothing(changes: Json, message: str) -> None:
    error = refusal(entry(**changes), signed(listing()))

    assert isinstance(error, StatusUnknown)
    assert (error.message, error.path, error.section) == (message, "$.credentialStatus", SECTION)
    told = status(entry(**changes), signed(listing())).listed[-1]
    assert told.outcome == "bad"
    assert told.message == f"The list of withdrawn credentials cannot be relied on: {message}."


def test_the_last_place_and_a_size_of_one_are_read() -> None:
    asked = entry(statusListIndex="000000131071", statusSize=1)

    assert status(asked, signed(listing())).listed == [good(NOT_WITHDRAWN)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"type": ["VerifiableCredential"]},
            f"what is at {LIST} is no BitstringStatusListCredential",
        ),
        ({"credentialSubject": []}, f"what is at {LIST} is no BitstringStatusListCredential"),
        (
            {"subject": {"type": ["StatusList2021"]}},
            "the subject of the status list is no BitstringStatusList",
        ),
        (
            {"subject": {"statusPurpose": ["suspension"]}},
            "the list is for ['suspension'], the credential asks about 'revocation'",
        ),
        (
            {"subject": {"statusPurpose": None}},
            "the list is for None, the credential asks about 'revocation'",
        ),
        ({"subject": {"encodedList": None}}, "the status list holds no list"),
        ({"subject": {"encodedList": 5}}, "the status list holds no list"),
        ({"validFrom": AFTER}, "the status list is valid only from a later time"),
        ({"issuanceDate": AFTER}, "the status list is valid only from a later time"),
        ({"validUntil": BEFORE}, "the status list is out of date"),
        ({"expirationDate": BEFORE}, "the status list is out of date"),
        (
            {"validUntil": "soon"},
            "validUntil of the status list: a time is written like 2026-11-22T14:05:00Z",
        ),
    ],
)
def test_a_signed_list_that_is_not_what_was_asked_for_settles_nothing(
    changes: Json, message: str
) -> None:
    error = refusal(entry(), signed(listing(**changes)))

    assert isinstance(error, StatusUnknown)
    assert (error.message, error.path, error.section) == (message, "$.credentialStatus", SECTION)


@pytest.mark.parametrize(
    "changes",
    [
        {"validFrom": None, "validUntil": None},
        {"validFrom": BEFORE, "validUntil": AFTER},
        {
            "validFrom": None,
            "validUntil": None,
            "issuanceDate": NOW,
            "expirationDate": NOW,
        },
    ],
)
def test_a_list_that_is_in_force_now_counts(changes: Json) -> None:
    assert status(entry(), signed(listing(**changes))).listed == [good(NOT_WITHDRAWN)]


def test_what_is_odd_about_a_list_is_a_warning() -> None:
    found = signed(listing())
    assert status(entry(id=LIST), found).listed == [
        warning("The id of the status entry is that of the list."),
        good(NOT_WITHDRAWN),
    ]
    assert status(entry(), found, issuer="did:web:other.example").listed == [
        warning(f"The status list is kept by {DID}, not by the issuer."),
        good(NOT_WITHDRAWN),
    ]
    assert status(entry(), signed(listing(id="urn:other"))).listed == [
        warning("The status list gives another address as its own."),
        good(NOT_WITHDRAWN),
    ]
    assert status(entry(), signed(listing(id=None))).listed == [good(NOT_WITHDRAWN)]


def test_a_list_has_to_be_signed_by_whoever_it_says_it_is_from() -> None:
    unsigned = refusal(entry(), listing())
    assert unsigned.message == "the status list is not signed"
    assert refusal(entry(), {**listing(), "proof": []}).message == "the status list is not signed"
    broken = signed(listing())
    broken["validUntil"] = AFTER
    assert refusal(entry(), broken).message.startswith(
        "the proof of the status list does not hold: the signature"
    )
    foreign = refusal(entry(), signed(listing(issuer="did:web:other.example")))
    assert foreign.message.startswith("the proof of the status list does not hold: the credential")
    one_of_two = signed(listing())
    one_of_two["proof"] = [{**one_of_two["proof"], "nonsense": 1}, one_of_two["proof"]]
    assert status(entry(), one_of_two).listed == [good(NOT_WITHDRAWN)]


def test_a_list_may_be_a_jwt() -> None:
    jwt = issue_jwt(
        {"@context": ["https://www.w3.org/ns/credentials/v2"], **listing()}, key=KEY, kid=METHOD
    )

    assert status(entry(), jwt).listed == [good(NOT_WITHDRAWN)]
    assert status(entry(), f" {jwt}\n".encode()).listed == [good(NOT_WITHDRAWN)]
    head, body, tail = jwt.split(".")
    assert isinstance(refusal(entry(), f"{head}.{body}.{tail[::-1]}"), StatusUnknown)
    assert isinstance(refusal(entry(), f"{head}.e30.{tail}"), StatusUnknown)


def test_a_list_in_a_jwt_is_named_by_it_and_held_to_its_times_too() -> None:
    def jwt(**claims: Any) -> str:
        payload = {**listing(validUntil=None), "iss": DID, **claims}
        parts = [{"alg": "EdDSA", "kid": METHOD}, payload]
        text = ".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
        return f"{text}.{base64url_encode(KEY.sign(text.encode()))}"

    now = NOON.timestamp()
    for claims in ({}, {"nbf": now}, {"exp": now + 1}, {"nbf": int(now), "exp": now + 0.5}):
        assert status(entry(), jwt(**claims)).listed == [good(NOT_WITHDRAWN)]
    for claims, message in (
        ({"jti": "urn:uuid:1"}, "the claim jti of the JWT is not the credential's id"),
        (
            {"iss": "did:web:else.example"},
            "the claim iss of the JWT is not the credential's issuer",
        ),
        ({"exp": now - 0.5}, "the status list is out of date"),
        ({"nbf": now + 1}, "the status list is valid only from a later time"),
        ({"exp": "never"}, "the claim exp of the status list is no time"),
        ({"nbf": True}, "the claim nbf of the status list is no time"),
    ):
        assert refusal(entry(), jwt(**claims)).message == message


@pytest.mark.parametrize("asked", [entry(), entry(type="Other"), entry(type=["A", "B"])])
def test_what_cannot_be_looked_up_is_not_known_unless_that_is_allowed(asked: Json) -> None:
    kinds = asked["type"] if isinstance(asked["type"], list) else [asked["type"]]
    why = (
        f"{LIST} is not among the documents at hand"
        if kinds == ["BitstringStatusListEntry"]
        else f"status of the type {kinds} is not supported"
    )
    message = f"Whether the credential was withdrawn is not known: {why}."

    findings = status(asked)
    assert findings.listed == [Finding("status", "unknown", "$.credentialStatus", message, SECTION)]
    assert isinstance(findings.errors[0], StatusUnknown)
    assert (findings.errors[0].message, findings.errors[0].path) == (why, "$.credentialStatus")
    allowed = status(asked, unknown_allowed=True)
    assert allowed.listed == [warning(message)]
    assert allowed.errors == []


def older(*entries: Any, **changes: Any) -> Json:
    return {"id": LIST, "issuer": DID, "revokedCredential": list(entries), **changes}


OLDER = {"id": LIST, "type": "1EdTechRevocationList"}
NOT_ON_THE_LIST = good(NOT_WITHDRAWN, section=OLD_SECTION)


@pytest.mark.parametrize(
    "found",
    [
        older(),
        older({"id": "urn:other"}, "urn:uuid:1", 5, {}),
        older({"id": "urn:uuid:1", "revoked": False}),
        older(issuer={"id": DID}),
        {"issuer": DID},
        older(revokedCredential={"id": "urn:other"}),
        older(revokedCredential=5),
    ],
)
def test_what_is_not_on_the_older_list_is_not_withdrawn(found: Json) -> None:
    assert status(OLDER, found).listed == [NOT_ON_THE_LIST]
    assert status({**OLDER, "type": ["X", "1EdTechRevocationList"]}, found).listed == [
        NOT_ON_THE_LIST
    ]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (older({"id": "urn:other"}, {"id": "urn:uuid:1"}), ""),
        (older({"id": "urn:uuid:1", "revoked": True, "revocationReason": 5}), ""),
        (older({"id": "urn:uuid:1", "revocationReason": "a mistake"}), ": a mistake"),
        (older(revokedCredential={"id": "urn:uuid:1"}), ""),
    ],
)
def test_what_is_on_the_older_list_is_withdrawn(found: Json, told: str) -> None:
    error = refusal(OLDER, found)

    assert isinstance(error, Revoked)
    assert error.message == f"the issuer has withdrawn (revoked) this credential{told}"
    assert error.path == "$.credentialStatus"


def test_an_older_list_that_is_not_the_issuers_or_nowhere_settles_nothing() -> None:
    for issuer in ("did:web:other.example", {"id": "did:web:other.example"}, None, [DID]):
        error = refusal(OLDER, older(issuer=issuer))
        assert isinstance(error, StatusUnknown)
        assert error.message == "the revocation list is not the issuer's"
    for place in (None, 5):
        error = refusal({**OLDER, "id": place}, older())
        assert error.message == "the revocation list has no address"
    assert isinstance(refusal(OLDER, b"[]"), StatusUnknown)


def test_an_older_list_that_cannot_be_had_is_a_warning() -> None:
    findings = status(OLDER)

    assert findings.listed == [
        warning(
            "Whether the credential was withdrawn is not known:"
            f" {LIST} is not among the documents at hand.",
            OLD_SECTION,
        )
    ]
    assert findings.errors == []


def test_two_entries_about_one_credential_are_both_heard() -> None:
    text = json.dumps([entry(), entry(statusListIndex="4712")])

    findings = status(json.loads(text), signed(listing()))

    assert [each.path for each in findings.listed] == [
        "$.credentialStatus[0]",
        "$.credentialStatus[1]",
    ]


@pytest.mark.parametrize(
    ("bits", "asked", "short"),
    [
        (8, {"statusListIndex": "7"}, True),
        (131_064, {}, True),
        (131_072, {}, False),
        (131_072, {"statusSize": 2}, True),
        (262_144, {"statusSize": 2}, False),
    ],
)
def test_a_list_below_the_smallest_size_is_an_error_or_a_warning(
    bits: int, asked: Json, *, short: bool
) -> None:
    packed = "u" + base64url_encode(gzip.compress(bytes(bits // 8), mtime=0))
    found = signed(listing(subject={"encodedList": packed}))
    told = warning("The status list has fewer than 131072 entries.")

    assert status(entry(**asked), found).listed == [*([told] if short else []), good(NOT_WITHDRAWN)]
    strict = status(entry(**asked), found, short_allowed=False)
    if short:
        (error,) = strict.errors
        assert isinstance(error, StatusUnknown)
        assert error.message == "the status list has fewer than 131072 entries"
        assert (error.path, error.section) == ("$.credentialStatus", SECTION)
    else:
        assert strict.listed == [good(NOT_WITHDRAWN)]
    older_names = {"type": ["VerifiableCredential", "StatusList2021Credential"]}
    older = signed(
        listing(subject={"encodedList": packed, "type": "StatusList2021"}, **older_names)
    )
    assert status(
        entry(type="StatusList2021Entry", **asked), older, short_allowed=False
    ).listed == [good(NOT_WITHDRAWN)]


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([{"status": "0x2", "message": "no"}, {"status": "0x3", "message": "yes"}], "yes"),
        ([{"status": "3", "message": "yes"}], "yes"),
        ([5, {"status": "0x3"}, {"status": "x", "message": "no"}, {"message": "no"}], None),
        ([{"status": "0x3", "message": 5}], None),
        ([{"status": None, "message": "no"}, {"status": "0X3", "message": "yes"}], "yes"),
        ("yes", None),
        (None, None),
    ],
)
def test_a_message_is_what_the_entry_says_of_the_value(messages: Any, message: str | None) -> None:
    bits = StatusList(262_144)
    bits.set(9422)
    bits.set(9423)
    found = signed(listing(subject={"statusPurpose": "message", "encodedList": bits.encoded()}))
    asked = entry(statusPurpose="message", statusSize=2, statusMessage=messages)

    said = (
        f"The issuer says of the credential: {message}"
        if message
        else "The status 'message' is set."
    )
    assert status(asked, found).listed == [good(said)]


def test_the_value_of_a_message_is_written_to_the_base_of_sixteen() -> None:
    bits = StatusList(131_072 * 32)
    bits.set(4711 * 32 + 27)
    found = signed(listing(subject={"statusPurpose": "message", "encodedList": bits.encoded()}))
    messages = [{"status": "16", "message": "no"}, {"status": "10", "message": "yes"}]
    asked = entry(statusPurpose="message", statusSize=32, statusMessage=messages)

    assert status(asked, found).listed == [good("The issuer says of the credential: yes")]


@pytest.mark.parametrize("size", ["1", True, 1.5, 0, 33, None, [1]])
def test_a_size_that_no_status_has_settles_nothing(size: Any) -> None:
    error = refusal({**entry(), "statusSize": size}, signed(listing()))

    assert error.message == f"a status has 1 to 32 bits, not {size!r}"


SITE = "did:web:badges.example"


def kept_by_a_site(document: Json, **more: Any) -> InMemoryDocuments:
    site = did_document(SITE, [KEY.public], assertion=[KEY.public])
    return InMemoryDocuments({LIST: document, SITE: site, **more})


def test_the_keys_of_a_list_are_looked_up_like_those_of_a_badge() -> None:
    method = f"{SITE}#{KEY.public.multibase}"
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        **listing(issuer=SITE, id=LIST),
    }
    proven = issue(document, key=KEY, verification_method=method, created=NOON)
    for form in (proven, issue_jwt(document, key=KEY, kid=method)):
        findings = Findings()
        check_status(
            {**CREDENTIAL, "issuer": SITE, "credentialStatus": entry()},
            surroundings(kept_by_a_site(form), NOON, shipped()),
            findings,
            StatusRules(),
        )
        assert findings.listed == [good(NOT_WITHDRAWN)]


def test_a_list_in_the_name_of_another_settles_nothing() -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], **listing(issuer=SITE)}
    jwt = issue_jwt(document, key=KEY, kid=METHOD)

    assert isinstance(refusal(entry(), jwt), StatusUnknown)


def test_a_list_whose_proof_has_expired_settles_nothing() -> None:
    expired = refusal(entry(), signed(listing(), expires=NOW))
    assert expired.message == "the proof of the status list does not hold: the proof has expired"
    assert status(entry(), signed(listing(), expires=AFTER)).listed == [good(NOT_WITHDRAWN)]


def test_a_list_that_is_no_text_settles_nothing() -> None:
    assert refusal(entry(), b"\xff").message == "the text is not UTF-8 (byte 0)"


def test_more_entries_than_anybody_needs_are_not_looked_at() -> None:
    assert len(status([entry()] * 8, signed(listing())).listed) == 8
    message = "More than 8 status entries are not looked at."

    findings = status([entry()] * 9, signed(listing()))

    assert findings.listed == [
        Finding("status", "bad", "$.credentialStatus", message, SECTION),
    ]
    assert isinstance(findings.errors[0], StatusUnknown)


@pytest.mark.parametrize("unknown_allowed", [True, False])
def test_nothing_is_looked_up_for_what_nobody_signed(*, unknown_allowed: bool) -> None:
    findings = Findings()
    findings.bad("proof", ProofInvalid("the signature does not match"))
    why = "it was not looked up, because the proof does not hold"

    check_status(
        {**CREDENTIAL, "credentialStatus": [entry()]},
        surroundings(InMemoryDocuments({LIST: signed(listing())}), NOON, shipped()),
        findings,
        StatusRules(unknown_allowed=unknown_allowed),
    )

    message = f"Whether the credential was withdrawn is not known: {why}."
    outcome: Any = "warning" if unknown_allowed else "unknown"
    assert findings.listed[1:] == [
        Finding("status", outcome, "$.credentialStatus", message, SECTION)
    ]


def test_messages_mean_something_for_the_purpose_of_messages_only() -> None:
    asked = entry(statusMessage=[{"status": "0x0", "message": "no"}])

    assert status(asked, signed(listing())).listed == [good(NOT_WITHDRAWN)]
