"""What `[broker]` says that cannot be meant, beyond the shape of each key."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fitsignal.broker_settings import Broker
from icp.problem import Problem, shown

if TYPE_CHECKING:
    from fitsignal.validation import Reader


def broker_problems(broker: Broker, folder: Path, reader: "Reader") -> Iterator[Problem]:
    """Files that are not there, and a password that anybody on the way can read."""
    for key in ("ca", "cert", "key"):
        name = getattr(broker.tls, key, None)
        if name and not (folder / name).is_file():
            yield reader.unmet(("broker", "tls", key), f"{shown(name)}, which is not there", "a file")
    if broker.sasl and broker.sasl.mechanism == "PLAIN" and broker.tls is None:
        what = "found PLAIN without tls, so the password goes over the network in clear: set tls = true, or take SCRAM"
        yield reader.problem(("broker", "sasl", "mechanism"), what, level="warning")
