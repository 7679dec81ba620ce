"""`kenspeckle programme load|check|export`: words in, words out."""

from pathlib import Path

from kenspeckle.catalogue.programme.checking import blocking
from kenspeckle.catalogue.programme.checking import check as check_directory
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.refusals import Refusal


def check(directory: Path, year: int | None) -> int:
    """Print every problem with file and line; return 1 when there is one that is no mere warning."""
    problems = check_directory(directory, year=year or london_date(now()).year)
    for problem in problems:
        _say(str(problem))
    blocked = len(blocking(problems))
    _say("No problems found." if not blocked else f"{blocked} problems found.")
    return 1 if blocked else 0


def load(directory: Path, year: int | None) -> int:
    """Load a programme that has no problems; print what changed."""
    import django

    django.setup()
    from kenspeckle.catalogue.programme.loading import load as load_directory
    from kenspeckle.config.commands.prepare import prepare_database

    at = now()
    if check(directory, year):
        _say("Nothing was loaded.")
        return 1
    prepare_database(_say)
    try:
        report = load_directory(directory, year=year or london_date(at).year, at=at)
    except Refusal as refusal:
        _say(f"{refusal}\nNothing was loaded.")
        return 1
    for line in report.lines():
        _say(line)
    return 0


def export(directory: Path, year: int | None) -> int:
    """Write the loaded programme to `directory`, which must be empty or missing."""
    import django

    django.setup()
    from kenspeckle.catalogue.programme.exporting import export as export_directory

    try:
        report = export_directory(directory)
    except Refusal as refusal:
        _say(str(refusal))
        return 1
    for line in report.lines():
        _say(line)
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 (a command's answer)
