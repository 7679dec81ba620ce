"""RDF terms as the strings that canonical N-Quads writes (RDFC-1.0 §5)."""

from __future__ import annotations

import re

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"

# A quad is (subject, predicate, object, graph), each already written as N-Quads writes it;
# graph is "" for the default graph.
Quad = tuple[str, str, str, str]

_ESCAPED = {
    **{code: f"\\u{code:04X}" for code in [*range(0x20), 0x7F]},
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
# Longer texts take a search for each of the letters, which goes through them much faster.
_LONG = 1000
# Letters that an IRI may not hold, and that N-Quads could not write between < and >.
NOT_IN_IRI = bytes(range(0x21)) + b'<>"{}|^`\\'
is_absolute_iri = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:[^{re.escape(NOT_IN_IRI.decode())}]*\Z"
).match


def quoted(text: str) -> str:
    """`text` between quotation marks, with exactly the escapes of canonical N-Quads."""
    # Printable is a little more than free of control characters, and quicker to ask.
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if len(text) <= _LONG:
        return f'"{text.translate(_ESCAPED)}"'
    text = text.replace("\\", "\\\\")
    for code, escaped in _ESCAPED.items():
        if code != 0x5C and chr(code) in text:
            text = text.replace(chr(code), escaped)
    return f'"{text}"'


def double(value: float) -> str:
    """The canonical lexical form of an `xsd:double` (JSON-LD 1.1 API §8.6)."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits + '0' if digits.endswith('.') else digits}E{int(exponent)}"
