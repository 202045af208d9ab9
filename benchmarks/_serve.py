"""Serves an application on a free port of loopback as the service does, prints the port, and stays until killed."""

import threading
from typing import Any

from fitsignal.server import HttpServer, listen


def serve(app: Any, protocol: Any = None) -> None:
    """For ever."""
    listening = listen("127.0.0.1:0")
    server = HttpServer(listening, app, protocol=protocol)
    server.start()
    print(listening.getsockname()[1], flush=True)
    threading.Event().wait()
