"""The command line. Importing this imports no command; each is loaded when it is called."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from typing import TextIO

import cyclopts

from fitsignal.errors import ConfigError, OperatorError, UsageError

HELP = "Hears of trigger events at companies, and tells sales about those that fit."
DONE, FAILED, MISUSED = 0, 1, 2
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_GLOBAL = ("--workspace", "--json")

COMMANDS = {
    "init": "Make a complete, commented workspace that runs at once.",
    "check": "Every problem of config, profile and accounts at once; --live reaches each source and sink.",
    "run": "The service; --once polls each source once, delivers, prints a summary and ends.",
    "status": "Health of each source and sink, counts at every step, and what needs a person.",
    "fit": "Fit, tier and reasons of accounts.",
    "explain": "Why an account stands where it stands: fit, intent, triggers, decisions.",
    "digest": "The morning digest of a day.",
    "forecast": "Alerts a rep and day that the stored signals would have made under the policy.",
    "extract": "Headlines on stdin to trigger events on stdout, as JSON Lines.",
    "resolve": "Companies on stdin to accounts on stdout, as JSON Lines.",
    "signal": "Give one signal by hand.",
    "answer": "Say what an alert was: good, not a fit, snooze or claim.",
    "erase": "Forget a person or a company, with a receipt of what was removed where.",
}
GROUPS = {
    "accounts": (
        "The account list in the store.",
        {
            "import": "Take in an account list.",
            "list": "The accounts, the best fit first.",
            "show": "Everything known of an account.",
            "set": "Change an account: KEY=VALUE.",
            "discover-boards": "Look for the job boards of accounts.",
        },
    ),
    "deadletters": (
        "Input that broke its contract.",
        {
            "list": "What broke, and why.",
            "show": "One of them, with its original bytes.",
            "retry": "Offer them again, after the cause was mended.",
            "drop": "Forget them.",
        },
    ),
    "unresolved": (
        "Signals that name no account.",
        {"list": "Their names, with reason and count.", "claim": "Say which account a name is of."},
    ),
    "outbox": (
        "What is to be delivered, or was.",
        {
            "list": "Its rows, the newest first.",
            "resend": "Send again what is in doubt or was refused.",
            "drop": "Let go of what is not to be sent.",
        },
    ),
    "icp": (
        "The profile: learned from the best customers, and proved.",
        {
            "learn": "A profile learned from the best customers against the market.",
            "validate": "Whether the profile tells companies apart, and which of its criteria decide.",
            "lookalikes": "The accounts most like the best customers.",
            "review": "What the profile missed in a quarter, and which change would mend it.",
            "report": "The profile on one page, with what list and deals say of it.",
            "filters": "The profile as filters of Sales Navigator or Apollo.",
        },
    ),
    "store": (
        "The store: SQL, copies, Parquet.",
        {
            "sql": "Run one SELECT, read-only.",
            "backup": "Write a consistent copy to a file.",
            "export": "Write every table as Parquet into a folder.",
        },
    ),
}


def build() -> cyclopts.App:
    """The command line, nothing of it loaded yet."""
    app = _app("fitsignal", HELP, version=_version)
    for name, text in COMMANDS.items():
        app.command(f"fitsignal.commands.{name}:{name}", name=name, help=text)
    for group, (text, commands) in GROUPS.items():
        inner = _app(group, text)
        for name, about in commands.items():
            function = f"{name.replace('-', '_')}_"
            inner.command(f"fitsignal.commands.{group}:{function}", name=name, help=about)
        app.command(inner)
    return app


def main() -> None:
    """The program's entry. A stream that cannot show a sign shows a question mark; one that is closed takes all."""
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line; 0 done, 1 it did not work, 2 wrong use. No operator's mistake raises."""
    debug = os.environ.get("FITSIGNAL_DEBUG", "") not in ("", "0")
    try:
        return _called(arguments)
    except BrokenPipeError:
        return _reader_gone()
    except SystemExit as ended:  # rich's answer to a closed pipe
        if isinstance(ended.__context__, BrokenPipeError):
            return _reader_gone()
        raise
    except KeyboardInterrupt:
        return _said("stopped", FAILED)
    except Exception as error:
        if debug:
            raise
        return _failed(error)


def _called(arguments: Sequence[str]) -> int:
    try:
        code = app(_globals_last(arguments), result_action="return_value")
        sys.stdout.flush()
    except cyclopts.CycloptsError as error:
        return _said(f"{_sentence(error)} See `fitsignal --help`.", MISUSED)
    return code if isinstance(code, int) else DONE


def _failed(error: Exception) -> int:
    if isinstance(error, UsageError):
        return _said(str(error), MISUSED)
    if isinstance(error, ConfigError):
        return _refused(error)
    if isinstance(error, OperatorError) or _is_store_error(error):
        return _said(str(error), FAILED)
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        return _unwritten(error)
    if isinstance(error, OSError) and error.filename is not None:
        return _said(f"{error.filename}: {error.strerror}", FAILED)
    where = _place(error)
    return _said(f"an unexpected {type(error).__name__}{where}; FITSIGNAL_DEBUG=1 shows where it came from", FAILED)


def _refused(error: ConfigError) -> int:
    sentences = str(error).splitlines()
    for sentence in sentences:
        print(f"error: {sentence}", file=sys.stderr)
    return _said(f"refused for {len(sentences)} error{'' if len(sentences) == 1 else 's'}", FAILED)


def _said(sentence: str, code: int) -> int:
    print(f"fitsignal: {sentence}", file=sys.stderr)
    return code


def _sentence(error: cyclopts.CycloptsError) -> str:
    text = " ".join(str(error).split())
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _is_store_error(error: Exception) -> bool:
    store = sys.modules.get("sinks.store")
    return store is not None and isinstance(error, store.StoreError)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f" in {trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}" if trace else ""


def _reader_gone() -> int:
    """Whoever read our output has seen enough: end quietly, and let the interpreter find no broken pipe at exit."""
    _drop_output()
    return DONE


def _unwritten(error: OSError) -> int:
    """What is still held for our output is written or dropped, so that the interpreter's exit meets no error again."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()
    return _said(f"not everything could be written: {error.strerror}", FAILED)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nowhere() -> TextIO:
    return open(os.devnull, "w")


def _globals_last(arguments: Sequence[str]) -> list[str]:
    """`fitsignal --workspace DIR status` is `fitsignal status --workspace DIR`."""
    rest, moved = list(arguments), []
    while rest and rest[0].partition("=")[0] in _GLOBAL:
        taken = 2 if rest[0] == "--workspace" else 1
        moved += rest[:taken]
        rest = rest[taken:]
    return [*rest, *moved]


def _app(name: str, text: str, version: Callable[[], str] | None = None) -> cyclopts.App:
    return cyclopts.App(
        name,
        help=text,
        version=version,
        version_flags=["--version"] if version else [],
        help_formatter="plain",
        help_format="plaintext",
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
    )


def _version() -> str:
    try:
        return version("fitsignal")
    except PackageNotFoundError:
        return "unknown"


app = build()
