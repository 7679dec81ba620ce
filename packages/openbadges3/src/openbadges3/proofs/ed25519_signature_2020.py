"""`Ed25519Signature2020`: the forerunner that many older badges carry; checked, never made."""

from __future__ import annotations

from openbadges3.proofs.suite import Suite, rdfc_hash_data

SUITE = Suite("Ed25519Signature2020", "DI-EdDSA Appendix", frozenset({"Ed25519"}), rdfc_hash_data)
