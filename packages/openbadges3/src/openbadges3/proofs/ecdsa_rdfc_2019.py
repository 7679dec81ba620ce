"""`ecdsa-rdfc-2019`: P-256 and P-384 over canonical RDF (Data Integrity ECDSA Cryptosuites §3.2)."""

from __future__ import annotations

from openbadges3.proofs.suite import Suite, rdfc_hash_data

SUITE = Suite("ecdsa-rdfc-2019", "DI-ECDSA §3.2", frozenset({"P-256", "P-384"}), rdfc_hash_data)
