"""Quiet: keeps an address out of the HTTP library's own log lines, which name every address that is called."""

import logging


class Mask(logging.Filter):
    """Replaces a secret text in what is logged."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes, without the secret."""
        record.msg, record.args = record.getMessage().replace(self._secret, "…"), ()
        return True
