"""Every route of the product, as the URL configuration has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """A route by its name (with its namespace) and the names that its address takes."""

    name: str
    takes: tuple[str, ...]

    def address(self, of: dict[str, object]) -> str:
        """Return the address for an object that holds what the route takes."""
        return reverse(self.name, kwargs={name: of[name] for name in self.takes})


@cache
def all_routes() -> dict[str, Route]:
    """Return every route by name; two routes of one name, or one without a name, are a fault."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver(), (), ""):
        assert route.name not in found, f"two routes are named {route.name}"
        found[route.name] = route
    return found


def _walk(resolver: URLResolver, takes: tuple[str, ...], space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        here = (*takes, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, here, inner)
        else:
            assert isinstance(pattern, URLPattern)
            assert pattern.name, f"a route without a name: {pattern.pattern}"
            yield Route(f"{space}{pattern.name}", here)
