"""The command line of `kenspeckle`: it reads arguments, sets the environment, and hands over."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from kenspeckle.config.commands.demonstration import EXAMPLE
from kenspeckle.config.commands.sentences import in_sentences
from kenspeckle.config.environment import ADDRESS, read_environment
from kenspeckle.machine import postgres
from kenspeckle.machine.cluster import DatabaseTrouble


def main() -> None:
    """Run the command line; every trouble is one sentence on standard error, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenspeckle.config.settings")
    if sys.argv[1:2] == ["manage"]:
        sys.exit(_manage(sys.argv[2:]))
    arguments = _parser().parse_args()
    run: Callable[[argparse.Namespace], int] = arguments.run
    sys.exit(in_sentences(lambda: run(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kenspeckle", description="Run a recognition programme: badges, evidence, credentials."
    )
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    up = verbs.add_parser("up", help="start the database, the website, the worker and the signer")
    up.add_argument("--port", type=int, help="the port of the website (default: the URL's, 8000)")
    up.add_argument(
        "--demonstration",
        action="store_true",
        help="load the example programme and demonstration people with ready sign-ins",
    )
    up.set_defaults(run=_up)

    demo = verbs.add_parser("demo", help="play the main job once on a throw-away database")
    demo.add_argument("--out", type=Path, default=Path("demo"), help="where the files go")
    demo.add_argument("--programme", type=Path, default=EXAMPLE)
    demo.set_defaults(run=_demo)

    programme = verbs.add_parser("programme", help="load, check or export a programme as code")
    actions = programme.add_subparsers(required=True, metavar="load|check|export")
    for name, help_text in (
        ("load", "load a programme; loading it again changes nothing"),
        ("check", "name every problem of a programme with file and line"),
        ("export", "write the loaded programme as files"),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("directory", type=Path)
        action.add_argument("--year", type=int, help="the year of its series (default: this year)")
        action.set_defaults(run=_programme, action=name)

    member = verbs.add_parser("member", help="give a person a role in an organisation, or end it")
    member.add_argument("action", choices=["add", "end"])
    member.add_argument("organisation", help="the organisation's slug")
    member.add_argument("email")
    member.add_argument("role", choices=["lead", "assessor", "manager", "owner"])
    member.set_defaults(run=_member)

    invite = verbs.add_parser(
        "invite", help="invite people to a badge: by a list (CSV of addresses) or a private link"
    )
    invite.add_argument("badge", help="the badge's slug")
    chosen = invite.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--list", type=Path, metavar="FILE", help="a CSV file, an address a row")
    chosen.add_argument("--link", action="store_true", help="make a private link and print it once")
    chosen.add_argument("--end-links", action="store_true", help="end every link of the badge")
    invite.add_argument("--until", help="the last day of a link, as 2026-11-30")
    invite.set_defaults(run=_invite)

    attendance = verbs.add_parser(
        "attendance", help="add people to an event's list (CSV: address, day as 2026-11-30)"
    )
    attendance.add_argument("event", help="the event as audiences name it")
    attendance.add_argument("list", type=Path)
    attendance.set_defaults(run=_attendance)

    work = verbs.add_parser("work", help="run the jobs of one queue (`up` starts both)")
    work.add_argument("queue", choices=["default", "signing"])
    work.set_defaults(run=_work)

    doctor = verbs.add_parser("doctor", help="check the promises on the data that is there")
    doctor.set_defaults(run=_doctor)
    verbs.add_parser("manage", help="Django's own commands, for operators")
    return parser


def _up(arguments: argparse.Namespace) -> int:
    from kenspeckle.config.commands.up import up

    return up(port=arguments.port, demonstration=arguments.demonstration)


def _demo(arguments: argparse.Namespace) -> int:
    from kenspeckle.config.commands.demo import demo

    return demo(out=arguments.out, programme=arguments.programme)


def _programme(arguments: argparse.Namespace) -> int:
    from kenspeckle.config.commands import programme

    if arguments.action == "check":
        return programme.check(arguments.directory, arguments.year)
    with ExitStack() as stack:
        _find_database(stack)
        action = programme.load if arguments.action == "load" else programme.export
        return action(arguments.directory, arguments.year)


def _member(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _find_database(stack)
        from kenspeckle.config.commands.member import change

        return change(arguments.action, arguments.organisation, arguments.email, arguments.role)


def _invite(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _find_database(stack)
        from kenspeckle.config.commands import guests

        return guests.invite(
            arguments.badge,
            list_file=arguments.list,
            end_links=arguments.end_links,
            until=arguments.until,
        )


def _attendance(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _find_database(stack)
        from kenspeckle.config.commands import guests

        return guests.attendance(arguments.event, arguments.list)


def _work(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _find_database(stack)
        from kenspeckle.config.commands.work import work

        return work(arguments.queue)


def _doctor(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        _find_database(stack)
        from kenspeckle.config.commands.doctor import examine

        return examine()


def _manage(arguments: list[str]) -> int:
    with ExitStack() as stack:
        try:
            _find_database(stack)
        except DatabaseTrouble as trouble:
            print(f"kenspeckle: {trouble}", file=sys.stderr)  # noqa: T201 (a command's answer)
            return 1
        from django.core.management import execute_from_command_line

        execute_from_command_line(["kenspeckle manage", *arguments])
    return 0


def _find_database(stack: ExitStack) -> None:
    """Set DATABASE_URL: as given, or of the running embedded server, or of one started for now.

    Where nobody says at which address the service is (`KENSPECKLE_URL`), it is the one that it was last
    started at: a command run beside `make run PORT=8011` must not name another.
    """
    environment = read_environment()
    address = environment.data / ADDRESS
    if "KENSPECKLE_URL" not in os.environ and address.exists():
        os.environ["KENSPECKLE_URL"] = address.read_text(encoding="utf-8").strip()
    if environment.database_url:
        return
    folder = environment.data / "postgres"
    url = postgres.running_url(folder)
    if url is None:
        server = postgres.start(folder)
        stack.callback(server.stop)
        url = server.url
    os.environ["DATABASE_URL"] = url
