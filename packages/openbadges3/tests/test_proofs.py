"""Data Integrity proofs on their own; the tests hash and sign by themselves."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from openbadges3 import InMemoryDocuments, NoDocuments, SigningKey, did_document, did_key, examine
from openbadges3.canonical import canonicalise, shipped
from openbadges3.encoding import base58_encode, jcs
from openbadges3.errors import IssuerMismatch, OpenBadgesError, ProofInvalid
from openbadges3.proofs.integrity import ProofResult, check_proofs, check_with_key, proofs_of

Json = dict[str, Any]
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
KEY = SigningKey.generate("Ed25519")
DID = did_key(KEY.public)
METHOD = f"{DID}#{KEY.public.multibase}"
DOCUMENT: Json = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    ],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "credentialSubject": {"id": "urn:uuid:2"},
}


def proof(
    document: Json,
    *,
    key: SigningKey = KEY,
    previous: list[Json] | None = None,
    **options: Any,
) -> Json:
    """A proof over `document`, and over `previous` if given, with any options (None: without)."""
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": f"{did_key(key.public)}#{key.public.multibase}",
        **options,
    }
    config = {name: value for name, value in config.items() if value is not None}
    covered = {**document, "proof": previous} if previous else document
    if config.get("cryptosuite") == "eddsa-jcs-2022":
        covered = {**covered, "@context": config.get("@context", covered["@context"])}
        parts = [jcs(config), jcs(covered)]
    else:
        with_context = {**config, "@context": document["@context"]}
        parts = [canonicalise(each).encode() for each in (with_context, covered)]
    signature = key.sign(b"".join(hashlib.sha256(part).digest() for part in parts))
    return {**config, "proofValue": "z" + base58_encode(signature)}


def checked(
    *proofs: Json, document: Json = DOCUMENT, issuer: str | None = DID, **asked: Any
) -> list[ProofResult]:
    return check_proofs(
        {**document, "proof": list(proofs)},
        **{
            "issuer": issuer,
            "documents": NoDocuments(),
            "at": NOON,
            "contexts": shipped(),
            **asked,
        },
    )


def error_of(*proofs: Json, **asked: Any) -> OpenBadgesError:
    """The error of the last of the proofs."""
    error = checked(*proofs, **asked)[-1].error
    assert error is not None
    return error


def test_the_proofs_of_a_document_are_a_list_whatever_form_they_have() -> None:
    assert proofs_of({}) == []
    assert proofs_of({"proof": None}) == []
    assert proofs_of({"proof": {"a": 1}}) == [{"a": 1}]
    assert proofs_of({"proof": [{"a": 1}] * 8}) == [{"a": 1}] * 8


@pytest.mark.parametrize(
    ("found", "message", "section"),
    [
        ("z1", "a proof is an object", "Data Integrity §2.1"),
        ([{}, "z1"], "a proof is an object", "Data Integrity §2.1"),
        ([{}] * 9, "more than 8 proofs are not looked at", ""),
    ],
)
def test_what_is_no_proof_or_too_many_is_refused(found: Any, message: str, section: str) -> None:
    with pytest.raises(ProofInvalid) as caught:
        proofs_of({"proof": found})

    assert (caught.value.message, caught.value.path, caught.value.section) == (
        message,
        "$.proof",
        section,
    )


DRAFT = "the proof uses eddsa-2022, a draft that eddsa-rdfc-2022 has replaced"


@pytest.mark.parametrize(
    ("options", "suite", "warning"),
    [
        ({}, "eddsa-jcs-2022", ""),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "eddsa-rdfc-2022", ""),
        ({"cryptosuite": "eddsa-2022"}, "eddsa-2022", DRAFT),
        ({"type": ["DataIntegrityProof"]}, "eddsa-jcs-2022", ""),
        (
            {"type": "Ed25519Signature2020", "cryptosuite": None},
            "Ed25519Signature2020",
            "",
        ),
    ],
)
def test_a_proof_of_each_suite_for_ed25519_holds_and_breaks_with_the_document(
    options: Json, suite: str, warning: str
) -> None:
    made = proof(DOCUMENT, **options)

    assert checked(made) == [ProofResult(suite, METHOD, "$.proof[0]", None, warning)]
    assert check_proofs(
        {**DOCUMENT, "proof": made},
        issuer=DID,
        documents=NoDocuments(),
        at=NOON,
        contexts=shipped(),
    ) == [ProofResult(suite, METHOD, "$.proof", None, warning)]
    check_with_key({**DOCUMENT, "proof": made}, made, KEY.public, shipped())
    changed = {**DOCUMENT, "issuer": f"{DID}x"}
    (found,) = checked(made, document=changed)
    assert isinstance(found.error, ProofInvalid)
    assert found.warning == warning
    with pytest.raises(ProofInvalid):
        check_with_key({**changed, "proof": made}, made, KEY.public, shipped())


@pytest.mark.parametrize(
    ("options", "label"),
    [
        ({"cryptosuite": "eddsa-rdfc-2023"}, "eddsa-rdfc-2023"),
        ({"cryptosuite": ["eddsa-jcs-2022"]}, "['eddsa-jcs-2022']"),
        ({"cryptosuite": None}, "DataIntegrityProof"),
        ({"type": "Ed25519Signature2018", "cryptosuite": None}, "Ed25519Signature2018"),
        ({"type": "Ed25519Signature2020"}, "eddsa-jcs-2022"),
        ({"type": ["DataIntegrityProof", "Other"], "cryptosuite": "x"}, "x"),
        ({"type": None, "cryptosuite": None}, "no type"),
        ({"type": {"a": 1}}, "eddsa-jcs-2022"),
    ],
)
def test_a_proof_of_an_unknown_suite_is_refused_by_its_name(options: Json, label: str) -> None:
    unknown = {**proof(DOCUMENT), **options}
    unknown = {name: value for name, value in unknown.items() if value is not None}

    (found,) = checked(unknown)

    assert found.suite == label
    assert found.method == METHOD
    assert found.warning == ""
    assert isinstance(found.error, ProofInvalid)
    assert found.error.message == f"proofs of the suite {label!r} are not supported"
    assert found.error.section == "Data Integrity §3.1"


LATER, NOW, PAST = "2026-11-22T12:00:01Z", "2026-11-22T12:00:00Z", "2026-11-22T11:59:59Z"
WRITTEN = "a time is written like 2026-11-22T14:05:00Z"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"proofPurpose": "authentication"},
            "the proof was made for 'authentication', not for assertionMethod",
        ),
        ({"proofPurpose": None}, "the proof was made for None, not for assertionMethod"),
        ({"expires": NOW}, "the proof has expired"),
        ({"expires": NOW[:-1]}, "the proof has expired"),
        ({"expires": PAST}, "the proof has expired"),
        ({"expires": 5}, f"a time of the proof: {WRITTEN}"),
        ({"expires": "never"}, f"a time of the proof: {WRITTEN}"),
        ({"created": "2026-11-22"}, f"a time of the proof: {WRITTEN}"),
        ({"created": "2026-11-22T25:00:00"}, f"a time of the proof: {WRITTEN}"),
        (
            {"created": "2026-11-22T12:00:00.5"},
            "a time of the proof: the time does not say in which time zone it is",
        ),
    ],
)
def test_a_sound_signature_under_wrong_options_is_refused(options: Json, message: str) -> None:
    error = error_of(proof(DOCUMENT, **options))

    assert isinstance(error, ProofInvalid)
    assert (error.message, error.section) == (message, "Data Integrity §2.1")


@pytest.mark.parametrize(
    "options",
    [
        {"created": NOW},
        {"created": NOW[:-1]},
        {"created": LATER},
        {"expires": LATER},
        {"expires": LATER[:-1]},
        {"created": "2026-11-22T13:00:00+01:00", "expires": "2026-11-22T13:00:01+01:00"},
    ],
)
def test_times_of_a_proof_may_lack_their_zone_and_are_utc_then(options: Json) -> None:
    assert checked(proof(DOCUMENT, **options))[0].error is None


@pytest.mark.parametrize("method", [None, 5, ["x"]])
def test_a_proof_that_names_no_method_is_refused(method: Any) -> None:
    made = {**proof(DOCUMENT), "verificationMethod": method}
    if method is None:
        del made["verificationMethod"]

    (found,) = checked(made)

    assert found.error is not None
    assert found.error.message == "the proof names no verification method"
    assert found.error.section == "Data Integrity §2.1"
    assert found.method == ("" if method is None else str(method))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "the proof value is not written in base58"),
        (5, "the proof value is not written in base58"),
        ("", "the proof value is not written in base58"),
        ("uAAAA", "the proof value is not written in base58"),
    ],
)
def test_a_value_in_another_writing_than_base58_is_refused(value: Any, message: str) -> None:
    error = error_of({**proof(DOCUMENT), "proofValue": value})

    assert isinstance(error, ProofInvalid)
    assert (error.message, error.section) == (message, "DI-EdDSA §3.3")


def test_a_value_with_letters_that_base58_does_not_have_is_refused() -> None:
    error = error_of({**proof(DOCUMENT), "proofValue": "z0OIl"})

    assert isinstance(error, ProofInvalid)
    assert error.message.startswith("the proof value cannot be read: ")
    assert len(error.message) > len("the proof value cannot be read: None")


def test_a_key_of_another_kind_does_not_fit() -> None:
    other = SigningKey.generate("P-256")

    error = error_of(proof(DOCUMENT, key=other), issuer=did_key(other.public))

    assert isinstance(error, ProofInvalid)
    assert error.message == "a key of kind P-256 does not fit a proof of eddsa-jcs-2022"
    assert error.section == "DI-EdDSA §3.3"


def test_a_jcs_proof_may_name_the_first_contexts_of_the_document() -> None:
    contexts = DOCUMENT["@context"]

    for named in (contexts, contexts[:1]):
        assert checked(proof(DOCUMENT, **{"@context": named}))[0].error is None
    alone = {**DOCUMENT, "@context": contexts[0]}
    for named in (contexts[0], contexts[:1]):
        assert checked(proof(alone, **{"@context": named}), document=alone)[0].error is None


@pytest.mark.parametrize(
    "named",
    [
        "https://w3id.org/security/suites/ed25519-2020/v1",
        ["https://w3id.org/security/suites/ed25519-2020/v1"],
        [*DOCUMENT["@context"], "https://a.example/more"],
        None,
    ],
)
def test_a_jcs_proof_with_other_contexts_than_the_documents_is_refused(named: Any) -> None:
    made = proof(DOCUMENT, **{"@context": named or [None]})

    error = error_of(made)

    assert isinstance(error, ProofInvalid)
    assert error.message == "the proof was made with other contexts than the document names"
    assert error.section == "DI-EdDSA §3.3"


def test_the_key_has_to_be_the_issuers_for_the_purpose_that_is_asked_for() -> None:
    other = SigningKey.generate("Ed25519")
    site = "did:web:badges.example"
    method = f"{site}#{KEY.public.multibase}"
    documents = InMemoryDocuments({site: did_document(site, [KEY.public], assertion=[KEY.public])})
    made = proof(DOCUMENT, verificationMethod=method)

    assert checked(made, issuer=site, documents=documents)[0].error is None
    assert checked(made, issuer=None, documents=documents)[0].error is None
    assert isinstance(error_of(made, issuer=DID, documents=documents), IssuerMismatch)
    assert isinstance(error_of(proof(DOCUMENT, key=other)), IssuerMismatch)
    for_signing_in = proof(DOCUMENT, verificationMethod=method, proofPurpose="authentication")
    assert isinstance(
        error_of(for_signing_in, issuer=site, documents=documents, purpose="authentication"),
        IssuerMismatch,
    )
    own = proof(DOCUMENT, proofPurpose="authentication")
    assert checked(own, purpose="authentication")[0].error is None


def test_each_proof_of_a_set_is_judged_by_itself() -> None:
    good, bad = proof(DOCUMENT), {**proof(DOCUMENT), "nonsense": 1}

    found = checked(bad, good, bad)

    assert [each.path for each in found] == ["$.proof[0]", "$.proof[1]", "$.proof[2]"]
    assert [each.error is None for each in found] == [False, True, False]


MISSING = "a proof that this one builds on is missing"
FAILS = "a proof that this one builds on does not hold"


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
@pytest.mark.parametrize("form", [str, lambda name: [name]])
def test_a_proof_in_a_chain_covers_and_needs_those_that_it_builds_on(suite: str, form: Any) -> None:
    first = proof(DOCUMENT, id="urn:uuid:first", cryptosuite=suite)
    second = proof(
        DOCUMENT,
        previous=[first],
        previousProof=form("urn:uuid:first"),
        id="urn:uuid:second",
        cryptosuite=suite,
    )
    third = proof(
        DOCUMENT, previous=[second], previousProof=form("urn:uuid:second"), cryptosuite=suite
    )

    assert [each.error for each in checked(first, second, third)] == [None] * 3
    assert [each.error for each in checked(third, second, first)] == [None] * 3
    check_with_key({**DOCUMENT, "proof": [first, second]}, second, KEY.public, shipped())
    error = error_of(third)
    assert (error.message, error.section) == (MISSING, "Data Integrity §4.5")
    found = checked(second, third)
    assert [each.error.message if each.error else "" for each in found] == [MISSING, FAILS]
    assert found[1] == ProofResult(suite, METHOD, "$.proof[1]", found[1].error)
    assert isinstance(found[1].error, ProofInvalid)
    assert found[1].error.section == "Data Integrity §4.5"
    # The first is good for nobody, so the others, sound in themselves, are not either.
    dated = proof(DOCUMENT, id="urn:uuid:first", cryptosuite=suite, expires=PAST)
    built = proof(
        DOCUMENT, previous=[dated], previousProof="urn:uuid:first", cryptosuite="eddsa-2022"
    )
    found = checked(dated, built)
    assert [each.error.message if each.error else "" for each in found] == [
        "the proof has expired",
        FAILS,
    ]
    assert found[1].warning == DRAFT


@pytest.mark.parametrize(
    ("previous", "message"),
    [
        ("urn:uuid:other", MISSING),
        (["urn:uuid:first", "urn:uuid:other"], MISSING),
        ([], MISSING),
        ([["urn:uuid:first"]], MISSING),
        ({"a": 1}, MISSING),
        ("urn:uuid:self", MISSING),
        (5, MISSING),
        (False, MISSING),
    ],
)
def test_a_proof_that_builds_on_what_is_not_there_is_refused(previous: Any, message: str) -> None:
    first = proof(DOCUMENT, id="urn:uuid:first")
    second = proof(DOCUMENT, previous=[first], previousProof=previous, id="urn:uuid:self")

    found = checked(first, second)

    assert found[0].error is None
    assert found[1].error is not None
    assert found[1].error.message == message


@pytest.mark.parametrize("name", [["urn:uuid:first"], {"a": 1}, 5, True, ""])
def test_a_proof_with_an_unfit_id_does_not_stop_the_others(name: Any) -> None:
    found = checked(proof(DOCUMENT, id=name), proof(DOCUMENT))

    assert found[1].error is None
    signed = {**DOCUMENT, "proof": [proof(DOCUMENT, id=name), proof(DOCUMENT)]}
    report = examine(json.dumps(signed), documents=NoDocuments(), at=NOON, profile="vc")
    assert report.of("proof")


def test_names_that_two_proofs_share_do_not_stand_in_for_one_that_is_missing() -> None:
    first, second = (proof(DOCUMENT, id="urn:uuid:a", created=time) for time in (NOW, PAST))
    third = proof(DOCUMENT, previous=[first, second], previousProof=["urn:uuid:a", "urn:uuid:b"])

    found = checked(first, second, third)

    assert [each.error.message if each.error else "" for each in found] == ["", "", MISSING]


def test_a_proof_that_says_that_it_builds_on_nothing_does() -> None:
    made = proof(DOCUMENT)
    signature = json.loads(json.dumps({**made, "previousProof": None}))

    # The JCS form, which is signed, has the null in it.
    assert isinstance(checked(signature)[0].error, ProofInvalid)
    in_rdf = {**proof(DOCUMENT, cryptosuite="eddsa-rdfc-2022"), "previousProof": None}
    assert checked(in_rdf)[0].error is None


def test_time_is_the_one_that_was_asked_for() -> None:
    made = proof(DOCUMENT, expires=LATER)

    assert checked(made, at=NOON)[0].error is None
    assert error_of(made, at=NOON + timedelta(seconds=1)).message == "the proof has expired"


def test_a_proof_of_a_later_time_gets_a_remark() -> None:
    made = proof(DOCUMENT, created="2026-11-22T12:00:01Z")

    (later,), (now,) = (checked(made, at=NOON + timedelta(seconds=each)) for each in (0, 1))

    assert (later.error, now.error, now.remarks) == (None, None, ())
    assert later.remarks == (
        "the proof says that it was made at a later time, 2026-11-22T12:00:01Z",
    )


@pytest.mark.parametrize(
    ("expires", "remark"),
    [
        ("2026-11-22T12:00:00Z", "was to be used only until 2026-11-22T12:00:00Z"),
        ("2026-11-22T12:00:01Z", ""),
        ("soon", "until when the key "),
    ],
)
def test_a_key_whose_time_is_over_gets_a_remark(expires: str, remark: str) -> None:
    address = "https://issuer.example/1"
    published = did_document(address, [KEY.public], assertion=[KEY.public])
    published["verificationMethod"][0]["expires"] = expires
    document = {**DOCUMENT, "issuer": address}
    made = proof(document, verificationMethod=f"{address}#{KEY.public.multibase}")

    (result,) = checked(
        made,
        document=document,
        issuer=address,
        documents=InMemoryDocuments({address: json.dumps(published)}),
    )

    assert result.error is None
    assert [remark in each for each in result.remarks] == ([True] if remark else [])


def test_what_is_odd_about_a_proof_is_told_beside_that_it_holds() -> None:
    made = proof(DOCUMENT, created="2026-11-23T12:00:00Z")

    report = examine(
        json.dumps({**DOCUMENT, "proof": made}), documents=NoDocuments(), at=NOON, profile="vc"
    )

    assert [each.outcome for each in report.of("proof")] == ["good", "warning"]
