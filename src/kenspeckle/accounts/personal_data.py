"""What rooms hold about a person: handed to them on request, and erased when they ask for it.

Every room offers its own to the slots `accounts.personal_data` and `accounts.erasures`; this module has
the values that they hand over, and the archive that is made of the first.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from kenspeckle.kernel.kit import Fact


@dataclass(frozen=True)
class DataFile:
    """A file of the archive; `path` is below the archive's root, `title` is what a link to it says."""

    path: str
    title: str
    content: bytes


@dataclass(frozen=True)
class PersonalData:
    """One section of a person's archive: facts to read, the same as JSON values, and files."""

    title: str
    facts: tuple[Fact, ...]
    data: Any
    files: tuple[DataFile, ...] = ()


@dataclass(frozen=True)
class Stays:
    """Something that an erasure leaves, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Erasure:
    """What erasing a person means in one room: said beforehand, then carried out.

    `carry_out(because, at)` runs in the erasure's transaction; rooms above go first, so that what rests
    on something goes before it. `beyond_recall` is what others hold and nobody can take back.
    """

    goes: tuple[str, ...]
    carry_out: Callable[[str, datetime], None]
    stays: tuple[Stays, ...] = ()
    beyond_recall: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keepsake:
    """Something that a person may keep though their account goes: an award, by its `uid`.

    `why_not` says why it cannot be kept; nothing when it can.
    """

    uid: str
    title: str
    why_not: str = ""


def archive(sections: Iterable[PersonalData], *, name: str, at: datetime) -> bytes:
    """Return a ZIP with a readable `index.html`, `data.json`, and every file of the sections."""
    listed = list(sections)
    page = render_to_string(
        "accounts/archive.html", {"sections": listed, "name": name, "made_at": at}
    )
    data = [{"title": section.title, "data": section.data} for section in listed]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("index.html", page)
        bundle.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        for section in listed:
            for each in section.files:
                bundle.writestr(each.path, each.content)
    return file.getvalue()
