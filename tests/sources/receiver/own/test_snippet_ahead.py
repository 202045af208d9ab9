"""In a real browser that nothing drives, for one that is driven renders no page ahead."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

RULES = '<script type=speculationrules>{"prerender": [{"urls": ["/ahead"], "eagerness": "immediate"}]}</script>'
OPENS = "<a href=/ahead>on</a><script>fetch('/go').then(() => document.querySelector('a').click())</script>"
AHEAD = """<script>
document.prerendering && fetch("/early");
document.addEventListener("prerenderingchange", () => requestAnimationFrame(() => { location = "/bye" }));
</script>"""


@pytest.fixture
def alone(chromium_path: str, tmp_path: Path) -> Iterator[Any]:
    """Opens an address in a browser of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def opened(url: str) -> None:
        options = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={tmp_path / 'user'}"]
        started.append(subprocess.Popen([chromium_path, *options, url], stderr=subprocess.DEVNULL))

    yield opened
    for process in started:
        process.terminate()
        process.wait(20)


def test_a_page_that_is_rendered_ahead_is_a_visit_only_once_it_is_opened(
    receiver: Any, site: Any, alone: Any, snippet: Any
) -> None:
    site.page("/ahead", snippet() + AHEAD)
    site.page("/bye", "")
    alone(site.page("/", RULES + OPENS))
    site.hear("/early")
    assert receiver.none()
    site.go.set()
    site.hear("/bye")
    assert [event.url for event in receiver.events(1)] == [f"{site.url}/ahead"]
