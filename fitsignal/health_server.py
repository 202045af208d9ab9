"""Health and metrics of a role that serves nothing else, where an address for them is given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def answering(
    bind: str | None, *, ready: Callable[[], bool] = lambda: True, metrics: Callable[[], str] = str
) -> Iterator[None]:
    """Answer /health/live, /health/ready and /metrics there for the block; nothing without an address.

    Raises OperatorError where the address cannot be listened on.
    """
    if bind is None:
        yield
        return
    from fitsignal.api import bare_application
    from fitsignal.server import HttpServer, listen

    listening = listen(bind)
    server = HttpServer(listening, bare_application(host=listening.getsockname()[0], ready=ready, metrics=metrics))
    server.start()
    try:
        yield
    finally:
        server.close()
