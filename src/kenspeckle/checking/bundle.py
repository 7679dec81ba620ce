"""A ZIP with a credential from anybody and the documents that its check asked for."""

import io
import zipfile

from kenspeckle.awards.files import documents_map


def bundle_of(signed: bytes, fetched: dict[str, bytes]) -> bytes:
    """Return the ZIP; `fetched` is `{URL or DID: content}`."""
    named = {
        url: (f"document-{number}", content)
        for number, (url, content) in enumerate(sorted(fetched.items()), start=1)
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"credential{_ending(signed)}", signed)
        for name, content in named.values():
            bundle.writestr(name, content)
        bundle.writestr("documents.json", documents_map(named))
    return file.getvalue()


def _ending(signed: bytes) -> str:
    if signed.startswith(b"\x89PNG"):
        return ".png"
    if signed.lstrip().startswith(b"%PDF-"):
        return ".pdf"
    start = signed.lstrip()[:1]
    return {b"<": ".svg", b"{": ".json"}.get(start, ".jwt")
