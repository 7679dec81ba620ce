"""`eddsa-rdfc-2022`: Ed25519 over canonical RDF (Data Integrity EdDSA Cryptosuites §3.2)."""

from __future__ import annotations

from openbadges3.proofs.suite import Suite, rdfc_hash_data

SUITE = Suite("eddsa-rdfc-2022", "DI-EdDSA §3.2", frozenset({"Ed25519"}), rdfc_hash_data)

DRAFT = Suite(
    "eddsa-2022",
    "DI-EdDSA §3.2",
    frozenset({"Ed25519"}),
    rdfc_hash_data,
    warning="the proof uses eddsa-2022, a draft that eddsa-rdfc-2022 has replaced",
)
