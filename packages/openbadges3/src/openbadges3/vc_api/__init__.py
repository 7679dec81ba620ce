"""A VC-API server for conformance suites, beside the library's core, which knows nothing of it.

`service` does what the API asks, `http` serves it on this machine (`openbadges3 vc-api`).
"""
