"""A trouble of a command is one sentence on standard error, not a traceback."""

import sys
from collections.abc import Callable

from pydantic import ValidationError

from kenspeckle.machine.cluster import DatabaseTrouble


def in_sentences(run: Callable[[], int]) -> int:
    """Return what `run` returns, or 1 after saying what kept it from running, or 130 after a Ctrl-C."""
    try:
        return run()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        return _fail(f"the setting {name} cannot be used: {first['msg']}.")
    except DatabaseTrouble as trouble:
        return _fail(str(trouble))
    except KeyboardInterrupt:
        return 130


def _fail(sentence: str) -> int:
    print(f"kenspeckle: {sentence}", file=sys.stderr)  # noqa: T201 (a command's answer)
    return 1
