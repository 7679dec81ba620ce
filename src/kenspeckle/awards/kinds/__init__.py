"""Kinds of documents that the signer signs: one module for all that is particular to one kind."""
