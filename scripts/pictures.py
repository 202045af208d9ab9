"""Draws what the example shows on a terminal into docs/images; `--check` says which pictures are not current.

The pictures hold their text and name no font to be fetched: a reader's own monospaced one serves.
"""

import asyncio
import io
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.terminal_theme import TerminalTheme
from rich.text import Text

if TYPE_CHECKING:
    from fitsignal.service import Service

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
EXAMPLE = ROOT / "examples" / "northwind"
ACCOUNT = "kelvora.example"
ALERT, DIGEST = 104, 128
"""Cells of a line in each picture: as narrow as leaves most lines whole."""
CELL = 12.2
"""Units that a cell is wide in rich's pictures."""
PAPER, INK = (22, 27, 34), (230, 237, 243)
GREY, RED, GREEN, YELLOW, BLUE = (72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65), (121, 192, 255)
VIOLET, CYAN = (210, 168, 255), (86, 212, 221)
THEME = TerminalTheme(PAPER, INK, [GREY, RED, GREEN, YELLOW, BLUE, VIOLET, CYAN, INK])
_INDENTED = re.compile(r'x="([\d.]+)"( y="[\d.]+" )textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<&])')
_BLANK = re.compile(r"<text [^>]*>\s*</text>")
FRAME = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: 20.27px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@contextmanager
def example() -> "Iterator[Service]":
    """The example's workspace after its day, in a copy that is thrown away."""
    from fitsignal.config import load_workspace
    from fitsignal.service import Service
    from fitsignal.wiring import build_sources, source_state, technologies
    from sources.runner import Runner

    with TemporaryDirectory() as folder:
        copy = shutil.copytree(EXAMPLE, Path(folder) / "northwind", ignore=shutil.ignore_patterns(".fitsignal"))
        workspace = load_workspace(copy)
        service = Service(workspace)
        try:
            with source_state(workspace) as state:
                sources = build_sources(workspace)
                runner = Runner(sources, service.host, state, technologies=technologies(workspace))
                asyncio.run(runner.run_once())
            yield service
        finally:
            service.close()


def pictures(service: "Service") -> dict[str, str]:
    """File name: the picture. The alert as of the instant it was decided, the digest of the recorded day."""
    from fitsignal import digests
    from sinks.digest_text import digest_text
    from sinks.wrapping import wrapped

    digest = digest_text(digests.digest_of_day(service, digests.last_day(service)))
    return {
        "alert.svg": drawn("alert", "fitsignal run", alert(service), ALERT),
        "digest.svg": drawn("digest", "fitsignal digest", Text(wrapped(digest.rstrip(), DIGEST)), DIGEST),
    }


def alert(service: "Service") -> RenderableType:
    """The account's last alert: the one that rose through the cooldown."""
    from sinks.message import message
    from sinks.message_panel import message_panel
    from streams.times import instant

    alerts = "SELECT id::VARCHAR AS id, epoch_us(decided_at) AS at_us FROM alerts WHERE account = ? ORDER BY 2"
    last = service.store.rows(alerts, [ACCOUNT])[-1]
    return message_panel(message(service.reader.alert_view(last["id"], instant(last["at_us"]))))


def drawn(name: str, title: str, content: RenderableType, width: int) -> str:
    """The content as a terminal of so many cells shows it, the same on whatever machine draws it."""
    console = Console(
        record=True,
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(content)
    svg = _INDENTED.sub(_moved, console.export_svg(title=title, theme=THEME, code_format=FRAME, unique_id=name))
    return "\n".join(line.rstrip() for line in _BLANK.sub("", svg).splitlines() if line.strip()) + "\n"


def _moved(found: re.Match[str]) -> str:
    """The text without leading spaces, at the place where they ended: some viewers drop them."""
    spaces = CELL * found[5].count("&#160;")
    x, length = float(found[1]) + spaces, float(found[3]) - spaces
    return f'x="{x:g}"{found[2]}textLength="{length:g}"{found[4]}>'


def stale(drawings: dict[str, str], folder: Path) -> list[str]:
    """A sentence for each picture that is missing or shows something else than the example does now."""
    problems = []
    for name, picture in drawings.items():
        file = folder / name
        if not file.exists():
            problems.append(f"{name} is missing")
        elif file.read_text(encoding="utf-8") != picture:
            problems.append(f"{name} is not current: the example shows something else now")
    return problems


def main(arguments: list[str]) -> int:
    """Draw, or with `--check` compare; 1 where something is not current."""
    with example() as service:
        drawings = pictures(service)
    if "--check" not in arguments:
        for name, picture in drawings.items():
            (FOLDER / name).write_text(picture, encoding="utf-8")
        return 0
    problems = stale(drawings, FOLDER)
    for problem in problems:
        print(f"docs/images: {problem}; `.venv/bin/python scripts/pictures.py` draws it anew", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
