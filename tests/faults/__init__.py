"""A rehearsal of bad days: real load on the running product, while its parts are killed at random."""
