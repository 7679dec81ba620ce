"""The proofs of a credential: Data Integrity suites and VC-JWT, one file for each format."""
