"""The compiled path against two oracles: PyLD and pyoxigraph, byte for byte."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadges3.canonical import Contexts, canonicalise, compiled, rdfc, shipped
from openbadges3.canonical.active import Unusual
from openbadges3.canonical.generic import quads_of
from openbadges3.canonical.terms import double, quoted
from openbadges3.encoding import jcs
from openbadges3.errors import OpenBadgesError, UnsafeDocument, WorkLimitExceeded
from openbadges3.work import Work

Json = dict[str, Any]
VC2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def generic(document: Json, contexts: Contexts | None = None) -> str:
    """What PyLD and our RDFC-1.0 make of a document, without the compiled path."""
    return rdfc.canonical_nquads(quads_of(document, contexts or shipped(), Work()))


def pyld(document: Json) -> str:
    """What PyLD alone makes of it."""
    from openbadges3.canonical.generic import pyld_options
    from pyld import jsonld

    options = {**pyld_options(shipped()), "algorithm": "URDNA2015", "format": "application/n-quads"}
    text: str = jsonld.normalize(document, options)
    return text


def inlined(context: Any) -> Any:
    """A context with all that it names by address written out."""
    if isinstance(context, str):
        return inlined(shipped().get(context)["@context"])
    if isinstance(context, list):
        return [
            each
            for one in context
            for each in (inlined(one) if isinstance(inlined(one), list) else [inlined(one)])
        ]
    return context


def oxigraph(document: Json) -> str:
    """What pyoxigraph makes of it, its contexts written into the document."""
    text = json.dumps({**document, "@context": inlined(document["@context"])})
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    assert lines is not None
    return in_order(lines.decode())


def in_order(lines: str) -> str:
    """The lines sorted by code points; U+2028 and its like do not end a line of N-Quads."""
    return "".join(sorted(f"{line}\n" for line in lines.split("\n") if line))


def test_the_worked_badge_is_the_same_by_all_ways(badge: Json) -> None:
    found = compiled.canonical_nquads(badge, shipped(), hashlib.sha256, Work())

    assert found == generic(badge) == pyld(badge) == oxigraph(badge)


def corpus_documents(folder: Path) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = []
    for file in sorted(folder.rglob("*.json")):
        try:
            document = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if not isinstance(document, dict) or "@context" not in document:
            continue
        proofs = document.get("proof", [])
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        found.append((file.name, document))
        found.append((file.name, unsecured))
        found.extend(
            (file.name, {**proof, "@context": document["@context"]})
            for proof in (proofs if isinstance(proofs, list) else [proofs])
        )
    return found


def test_the_corpus_is_the_same_by_the_compiled_and_the_generic_path(corpus: Path) -> None:
    same = left = 0
    for name, document in corpus_documents(corpus):
        try:
            fast = compiled.canonical_nquads(document, shipped(), hashlib.sha256, Work())
        except Unusual:
            left += 1
            continue
        assert fast == generic(document), name
        same += 1
    assert same > 200, (same, left)


def test_the_corpus_is_the_same_as_pyoxigraph_says(corpus: Path) -> None:
    compared = 0
    for name, document in corpus_documents(corpus):
        if not isinstance(document["@context"], list):
            continue
        try:
            found = canonicalise(document)
        except OpenBadgesError:
            continue
        try:
            theirs = oxigraph(document)
        except SyntaxError as wrong:
            # A context inside a term names another by its address; pyoxigraph loads nothing.
            assert "LoadDocumentCallback" in str(wrong)  # noqa: PT017
            continue
        assert found == theirs, name
        compared += 1
    assert compared > 200


TEXTS = st.sampled_from(
    [
        "",
        "x",
        'a "quoted" \\ text',
        "two\nlines\r\tand",
        "Mòrag",
        "\N{PARTY POPPER}",
        "\x7f",
        "\x01",
        "\x0b",
        "\x08\x0c",
        "\u2028",
        "\ufffd",
    ]
)
IRIS = st.sampled_from(
    [
        "https://a.example/1",
        "https://a.example/2",
        "urn:uuid:1",
        "did:web:a.example",
        "xsd:string",
        "schema:name",
        "cred:x",
        "mailto:a@b",
    ]
)
IMAGE = st.fixed_dictionaries({"type": st.just("Image"), "id": IRIS}, optional={"caption": TEXTS})
ALIGNMENT = st.fixed_dictionaries(
    {
        "type": st.sampled_from([["Alignment"], "Alignment", ["Alignment", "Alignment"]]),
        "targetName": TEXTS,
        "targetUrl": IRIS,
    },
    optional={
        "targetCode": TEXTS,
        "targetType": st.sampled_from(["CFItem", "ceasn:Competency", "ext:x"]),
    },
)
IDENTITY = st.fixed_dictionaries(
    {
        "type": st.just("IdentityObject"),
        "hashed": st.booleans(),
        "identityHash": TEXTS,
        "identityType": st.sampled_from(["name", "emailAddress"]),
    },
    optional={"salt": TEXTS},
)
RESULT = st.fixed_dictionaries(
    {"type": st.just(["Result"])},
    optional={
        "value": TEXTS,
        "resultDescription": IRIS,
        "status": st.just("Completed"),
        "alignment": st.lists(ALIGNMENT, max_size=2),
    },
)
PROFILE = st.fixed_dictionaries(
    {"id": IRIS, "type": st.just(["Profile"])},
    optional={
        "name": TEXTS,
        "url": IRIS,
        "image": IMAGE,
        "parentOrg": st.fixed_dictionaries({"id": IRIS, "type": st.just(["Profile"])}),
        "address": st.fixed_dictionaries(
            {"type": st.just(["Address"])},
            optional={
                "postalCode": TEXTS,
                "geo": st.fixed_dictionaries(
                    {
                        "type": st.just("GeoCoordinates"),
                        "latitude": st.sampled_from([1, 1.5, -0.1, 55.95, 1e-7, 3.0]),
                        "longitude": st.sampled_from([-3.1875, 0, 2.5, -0.001, 123.25]),
                    }
                ),
            },
        ),
        "otherIdentifier": st.lists(
            st.fixed_dictionaries(
                {
                    "type": st.just("IdentifierEntry"),
                    "identifier": TEXTS,
                    "identifierType": st.just("ext:x"),
                }
            ),
            max_size=3,
        ),
    },
)
ACHIEVEMENT = st.fixed_dictionaries(
    {
        "type": st.just(["Achievement"]),
        "name": TEXTS,
        "description": TEXTS,
        "criteria": st.fixed_dictionaries({}, optional={"narrative": TEXTS, "id": IRIS}).filter(
            bool
        ),
    },
    optional={
        "id": IRIS,
        "achievementType": st.sampled_from(["Badge", "ext:x"]),
        "alignment": st.lists(ALIGNMENT, max_size=3),
        "creditsAvailable": st.sampled_from([1, 2.5, 3.0, 0]),
        "tag": st.lists(TEXTS, max_size=3),
        "image": IMAGE,
        "creator": PROFILE,
        "resultDescription": st.lists(
            st.fixed_dictionaries(
                {
                    "id": IRIS,
                    "type": st.just(["ResultDescription"]),
                    "name": TEXTS,
                    "resultType": st.just("LetterGrade"),
                },
                optional={"allowedValue": st.lists(TEXTS, max_size=3), "valueMax": TEXTS},
            ),
            max_size=2,
        ),
    },
)
BADGES = st.fixed_dictionaries(
    {
        "@context": st.sampled_from(
            [
                [VC2, OB3],
                [VC2, OB3, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
                [VC2, OB3, {"ext": "https://ext.example/#", "more": "ext:more"}],
            ]
        ),
        "type": st.sampled_from(
            [
                ["VerifiableCredential", "OpenBadgeCredential"],
                ["VerifiableCredential", "AchievementCredential"],
            ]
        ),
        "issuer": PROFILE | IRIS,
        "credentialSubject": st.fixed_dictionaries(
            {"type": st.just(["AchievementSubject"]), "achievement": ACHIEVEMENT},
            optional={
                "id": IRIS,
                "identifier": st.lists(IDENTITY, max_size=4),
                "result": st.lists(RESULT, max_size=3),
                "creditsEarned": st.sampled_from([1, 0.5]),
            },
        ),
    },
    optional={
        "id": IRIS,
        "name": TEXTS,
        "validFrom": st.just("2026-11-22T12:00:00Z"),
        "awardedDate": st.just("2026-11-22T12:00:00Z"),
        "evidence": st.lists(
            st.fixed_dictionaries(
                {"type": st.just(["Evidence"])},
                optional={"id": IRIS, "name": TEXTS, "narrative": TEXTS},
            ),
            max_size=3,
        ),
        "credentialStatus": st.fixed_dictionaries(
            {
                "id": IRIS,
                "type": st.just("BitstringStatusListEntry"),
                "statusPurpose": st.just("revocation"),
                "statusListIndex": TEXTS,
                "statusListCredential": IRIS,
            }
        ),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(BADGES)
def test_generated_badges_are_the_same_by_all_ways(document: Json) -> None:
    try:
        exact = generic(document)
    except UnsafeDocument:
        with pytest.raises((UnsafeDocument, Unusual)):
            compiled.canonical_nquads(document, shipped(), hashlib.sha256, Work())
        return

    # Twice, since the second time much of it comes from memory.
    assert canonicalise(document) == exact
    assert canonicalise(copy.deepcopy(document)) == exact
    assert oxigraph(document) == exact


@settings(max_examples=100)
@given(BADGES, TEXTS)
def test_what_is_remembered_does_not_outlive_a_change(document: Json, text: str) -> None:
    """Changing a document that was canonicalised before must show in its next canonical form."""
    try:
        canonicalise(document)
    except OpenBadgesError:
        return
    document["credentialSubject"]["achievement"]["name"] = text + "!"

    assert canonicalise(document) == generic(document)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from("pq")),
        min_size=1,
        max_size=14,
    )
)
def test_datasets_full_of_blank_nodes_are_named_as_pyoxigraph_names_them(
    edges: list[tuple[int, int, str]],
) -> None:
    quads = [(f"_:n{a}", f"<urn:{p}>", f"_:n{b}", "") for a, b, p in edges]
    text = "".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    assert lines is not None

    assert rdfc.canonical_nquads(quads) == in_order(lines.decode())


def test_a_poisonous_graph_is_given_up_in_bounded_time() -> None:
    size = 12
    quads = [
        (f"_:n{a}", "<urn:p>", f"_:n{b}", "") for a in range(size) for b in range(size) if a != b
    ]

    with pytest.raises(WorkLimitExceeded):
        rdfc.canonical_nquads(quads)


@given(st.text(st.characters(codec="utf-8")))
def test_literals_are_escaped_as_pyoxigraph_escapes_them(text: str) -> None:
    literal = pyoxigraph.Literal(text)
    quad = pyoxigraph.Quad(pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), literal)
    line = pyoxigraph.serialize([quad], format=pyoxigraph.RdfFormat.N_QUADS)

    assert line is not None
    assert line.decode() == f"<urn:s> <urn:p> {quoted(text)} .\n"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_are_written_as_pyld_writes_them(value: float) -> None:
    from pyld.jsonld import _canonicalize_double

    assert double(value) == _canonicalize_double(value)


@pytest.mark.parametrize(
    "change",
    [
        {"undefined": 1},
        {"id": "relative"},
        {"id": "//host/path"},
        {"id": "#fragment"},
        {"id": "?query"},
        {"id": ""},
        {"id": "https://a.example/\x00"},
        {"id": "https://a.example/<"},
        {"type": ["VerifiableCredential", "Relative"]},
        {"evidence": [{"type": ["Evidence"], "unknown": {"deep": 1}}]},
        {"issuer": {"id": "relative", "type": ["Profile"]}},
        {"@context": [VC2, {"p": "_:b"}], "p": "x"},
        {"@context": [VC2, OB3, {"name": "https://other.example/name"}]},
        {"@context": [VC2, "https://unknown.example/"]},
        {"@context": None},
        {"@graph": "x"},
        {"credentialSubject": {"@value": "x", "@language": "not a tag"}},
    ],
)
def test_safe_mode_refuses_what_would_be_lost(badge: Json, change: Json) -> None:
    with pytest.raises(UnsafeDocument):
        canonicalise({**badge, **change})


def test_the_place_of_an_undefined_term_is_told(badge: Json) -> None:
    badge["credentialSubject"]["achievement"]["alignment"][0]["nonsense"] = 1

    with pytest.raises(UnsafeDocument) as caught:
        canonicalise(badge)

    assert caught.value.path == "$.credentialSubject.achievement.alignment[0].nonsense"


def test_contexts_are_pinned_by_digest_and_may_not_be_replaced() -> None:
    known = shipped()
    for address in known.addresses():
        assert hashlib.sha256(jcs(known.get(address))).hexdigest() == known.digest(address)
    with pytest.raises(UnsafeDocument, match="replaced"):
        Contexts({VC2: {"@context": {}}})
    with pytest.raises(UnsafeDocument, match="not a JSON-LD context"):
        Contexts({"https://a.example/": []})


def test_further_contexts_hold_for_their_own_set_only() -> None:
    mine = Contexts({"https://a.example/": {"@context": {"x": "https://a.example/#x"}}})
    document = {"@context": ["https://a.example/"], "@id": "urn:1", "x": "y"}

    assert canonicalise(document, contexts=mine) == '<urn:1> <https://a.example/#x> "y" .\n'
    with pytest.raises(UnsafeDocument):
        canonicalise(document)


def test_a_shipped_context_that_was_altered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from openbadges3.canonical import contexts

    pins = {**contexts._pins(), VC2: {"sha256": contexts._pins()[OB3]["sha256"]}}
    altered = Contexts()
    altered._pins = pins
    monkeypatch.setattr(contexts, "jcs", lambda _: b"altered")

    with pytest.raises(UnsafeDocument, match="altered"):
        altered.get(VC2)


def test_the_shipped_contexts_are_those_published(corpus: Path) -> None:
    published = corpus.parent / "contexts"
    listed = json.loads((published / "manifest.json").read_text("utf-8"))
    compared = 0
    for entry in listed:
        if entry["url"] in shipped():
            ours = shipped().get(entry["url"])
            assert jcs(ours) == jcs(json.loads((published / entry["file"]).read_text("utf-8"))), (
                entry["url"]
            )
            compared += 1
    assert compared >= 17
