"""The receiver with every check on, and a thread that empties its spool behind it where the second word says so.

python benchmarks/_receiving.py FOLDER [emptied]   (prints its port)
"""

import sys
import threading
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._posts import SECRET
from benchmarks._serve import serve
from sources.receiver.adapters.standard import StandardWebhooks
from sources.receiver.app import receiver_app
from sources.receiver.clients.registry import client_doors
from sources.receiver.doors import Doors
from sources.receiver.limits import Limits
from sources.receiver.protocol import bounded_protocol
from sources.receiver.spool import Spool
from sources.receiver.who.addresses import Networks, client_of


def emptied(spool: Spool) -> None:
    """Delete what is in the spool, for ever."""
    pause = threading.Event()
    while True:
        seqs = [seq for seq, _ in spool.rows(0, 500)]
        spool.delete(seqs)
        if len(seqs) < 500:
            pause.wait(0.05)


if __name__ == "__main__":
    spool, limits = Spool(Path(sys.argv[1]) / "spool.sqlite", 100 << 30), Limits()
    doors = Doors({"bench": StandardWebhooks([SECRET])}, client_doors({"website": "wk_bench"}))
    if sys.argv[2:] == ["emptied"]:
        threading.Thread(target=emptied, args=(spool,), daemon=True).start()
    whose = partial(client_of, trusted=Networks(["127.0.0.0/8"]))
    serve(receiver_app(doors, spool, limits, client_of=whose), bounded_protocol(limits))
