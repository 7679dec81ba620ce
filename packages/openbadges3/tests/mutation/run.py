"""Mutation testing: change the code in small ways, and see whether a test notices.

`python tests/mutation/run.py` makes every mutant of the parts below with mutmut, in copies of the
library in build/mutants, and runs for each those tests of its part that call the changed function.
A mutant that survives has its reason in `survivors.toml`; one without a reason ends the run with exit
code 1, and so does a reason that no mutant needs. `--write` writes the figures into
docs/mutation-testing.md.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.metadata
import json
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
FOLDER = PACKAGE / "build" / "mutants"
EXPLAINED = Path(__file__).with_name("survivors.toml")
PAGE = PACKAGE / "docs" / "mutation-testing.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Part:
    """Modules, and the tests that are to notice every change in them."""

    modules: str
    tests: tuple[str, ...]


PARTS = {
    "proofs": Part("proofs/*.py", ("proofs", "unsecured", "compacted", "vc_jwt", "vectors")),
    "status": Part("status.py", ("status", "status_entries")),
    "revocation": Part("revocation.py", ("revocation", "revocation_list", "status_entries")),
    "reading": Part("reading.py", ("reading",)),
    "credential": Part("credential.py", ("credential",)),
    "baking": Part("baking.py", ("baking", "baking_versions")),
}
SURVIVED, NOT_REACHED = 0, 33
TIMED_OUT = {24, 36, 152, 255, -24}


@dataclass
class Module:
    """What came of the mutants of one module; `survivors` are `function: was → became`."""

    name: str
    mutants: int = 0
    killed: int = 0
    timed_out: int = 0
    words: int = 0
    survivors: list[str] = field(default_factory=list)


def main() -> int:
    """Run all, compare with what is explained, and say what is not."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    parser.add_argument("--write", action="store_true", help="write docs/mutation-testing.md")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time (1)")
    parser.add_argument("--again", action="store_true", help="only report on the last runs")
    asked = parser.parse_args()
    chosen = asked.parts or list(PARTS)
    for name in () if asked.again else chosen:
        _prepare(PARTS[name], FOLDER / name)
        ran = subprocess.run(
            [sys.executable, "-m", "mutmut", "run", "--max-children", str(asked.jobs)],
            cwd=FOLDER / name,
            check=False,
        )
        if ran.returncode:
            return ran.returncode
    modules = [
        _result(mutated)
        for name in chosen
        for mutated in sorted((FOLDER / name / "mutants/src/openbadges3").glob(PARTS[name].modules))
    ]
    # What only names a suite, or holds nothing but a table, has no function to change.
    modules = [module for module in modules if module.mutants]
    explained = _explained()
    if asked.write:
        _write(modules, explained)
    return _judge(modules, explained)


def _prepare(part: Part, folder: Path) -> None:
    """A copy of the library to work in, with the configuration of mutmut."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PACKAGE / "src", folder / "src")
    tests = [f"test_{name}.py" for name in part.tests]
    for name in ("conftest.py", *tests):
        (folder / "tests").mkdir(exist_ok=True)
        shutil.copy(PACKAGE / "tests" / name, folder / "tests")
    settings = {
        "source_paths": ["src/"],
        "only_mutate": [f"src/openbadges3/{part.modules}"],
        "pytest_add_cli_args_test_selection": [f"tests/{name}" for name in tests],
        # The same examples every time.
        "pytest_add_cli_args": ["--hypothesis-seed=2026"],
        # Workers start from a process that has run no test, so nothing is remembered in caches.
        "process_isolation": "forkserver",
        "use_git_change_detection": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    config = (PACKAGE / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(
        "\n".join([config, "[tool.mutmut]", *lines, ""]), "utf-8"
    )


def _result(mutated: Path) -> Module:
    found = Module(mutated.stem)
    results = mutated.with_name(f"{mutated.name}.meta").read_text("utf-8")
    codes: dict[str, int | None] = json.loads(results)["exit_code_by_key"]
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(mutated.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    for key, code in codes.items():
        if code is None:
            raise SystemExit(f"{key} was not run")
        found.mutants += 1
        if code in TIMED_OUT:
            found.timed_out += 1
        elif code not in (SURVIVED, NOT_REACHED):
            found.killed += 1
        else:
            made = key.rpartition(".")[2]
            plain = made.rpartition("__mutmut_")[0]
            was, became = functions[f"{plain}__mutmut_orig"], functions[made]
            if _lines(was, words=False) == _lines(became, words=False):
                found.words += 1
            else:
                function = plain.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
                found.survivors.append(f"{found.name}.{function}: {_change(was, became)}")
    return found


class _WithoutWords(ast.NodeTransformer):
    """Puts every text of several words, which only a person reads, out of the comparison."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        several = isinstance(node.value, str) and " " in node.value.strip()
        return ast.Constant("") if several else node


def _lines(function: ast.FunctionDef, *, words: bool) -> list[str]:
    """The function as lines in one fixed layout, without its name and its docstring."""
    made = copy.deepcopy(function)
    made.name = "function"
    if ast.get_docstring(made) is not None:
        del made.body[0]
    return ast.unparse(made if words else _WithoutWords().visit(made)).splitlines()


def _change(was: ast.FunctionDef, became: ast.FunctionDef) -> str:
    """`was → became`: what differs, with a few words around it."""
    before, after = (_pieces(_lines(each, words=True)) for each in (was, became))
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return " → ".join(
        "".join(pieces[max(0, start - 8) : len(pieces) - end + 4]).strip(" ⏎")
        for pieces in (before, after)
    )


def _pieces(lines: list[str]) -> list[str]:
    """Words and marks, each with the space before it; the end of a line is a mark, too."""
    return re.findall(r"\s*(?:\w+|[^\w\s])", " ⏎ ".join(line.strip() for line in lines))


def _explained() -> dict[str, str]:
    """The reason of each survivor."""
    listed = tomllib.loads(EXPLAINED.read_text("utf-8"))["reason"]
    return {survivor: each["why"] for each in listed for survivor in each["survivors"]}


def _judge(modules: Iterable[Module], explained: dict[str, str]) -> int:
    survivors = {survivor for module in modules for survivor in module.survivors}
    names = {module.name for module in modules}
    unexplained = sorted(survivors - explained.keys())
    idle = sorted(
        survivor for survivor in explained.keys() - survivors if survivor.partition(".")[0] in names
    )
    told = [
        *map(_figures, modules),
        *(f"survived, and nobody has said why: {each}" for each in unexplained),
        *(f"explained, but does not survive: {each}" for each in idle),
    ]
    sys.stdout.write("\n".join([*told, ""]))
    return 1 if unexplained or idle else 0


def _figures(module: Module) -> str:
    return (
        f"| {module.name} | {module.mutants} | {module.killed} | {module.timed_out} "
        f"| {module.words} | {len(module.survivors)} |"
    )


def _write(modules: list[Module], explained: dict[str, str]) -> None:
    """Put the figures and the survivors with their reasons between the two marks on the page."""
    total = Module("**all**")
    for module in modules:
        for name in ("mutants", "killed", "timed_out", "words", "survivors"):
            setattr(total, name, getattr(total, name) + getattr(module, name))
    made = [
        f"mutmut {importlib.metadata.version('mutmut')}, Python {platform.python_version()}, "
        f"{datetime.now(UTC):%d %B %Y}.",
        "",
        "| module | mutants | killed | out of time | only words | survived, explained below |",
        "|---|---:|---:|---:|---:|---:|",
        *(_figures(module) for module in [*modules, total]),
    ]
    for why in dict.fromkeys(explained.values()):
        counted = Counter(
            survivor for survivor in total.survivors if explained.get(survivor) == why
        )
        if counted:
            made += ["", f"**{why}**", ""]
            for survivor, times in counted.items():
                function, _, change = survivor.partition(": ")
                was, _, became = change.partition(" → ")
                twice = f" ({times} times)" if times > 1 else ""
                made.append(f"- `{function}`: `` {was} `` → `` {became} ``{twice}")
    page = PAGE.read_text("utf-8")
    head, rest = page.split(BEGIN)
    PAGE.write_text("\n".join([head + BEGIN, "", *made, "", END]) + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    sys.exit(main())
