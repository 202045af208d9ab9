"""What it costs to pull a CRM: 100,000 companies and 30,000 deals from a loopback HubSpot, page by page.

    python benchmarks/crm_pull.py [COMPANIES, default 100000]

The portal is a process of its own. Printed are the seconds of the first round and of one that changes a hundredth, the
peak of memory, and how far it lies above a service at rest: one with no account, and one that was started again with
those accounts, as it holds any list of their number. HubSpot's own pace, four pages a second, is left out: with it the
first round takes two minutes and a half more.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _world
from benchmarks._setup import machine
from fitsignal.config import load_workspace
from fitsignal.pulling import pull, settle
from fitsignal.service import Service
from sources.crm import build_crm

COMPANIES = 100_000
PAGE = 200
COUNTRIES = ("FR", "DE", "US", "GB", "NL")
CONFIG = """
[[crm]]
type = "hubspot"
token = "pat-benchmark"
api_url = "http://127.0.0.1:{port}"
"""


def company(n: int) -> dict[str, Any]:
    """A made-up company; one in ten has another domain, one in five a parent, one in fifty is a customer."""
    return {
        "id": str(n),
        "properties": {
            "name": f"Company {n}",
            "domain": f"www.company{n}.example",
            "hs_additional_domains": f"company{n}.test" if n % 10 == 0 else None,
            "industry": "COMPUTER_SOFTWARE" if n % 2 else "RETAIL",
            "numberofemployees": str(10 + n % 900),
            "annualrevenue": str(n % 977 * 100_000),
            "country": COUNTRIES[n % len(COUNTRIES)],
            "lifecyclestage": "customer" if n % 50 == 0 else "lead",
            "hs_parent_company_id": str(n - 1) if n % 5 == 4 else None,
            "hubspot_owner_id": str(n % 40),
            "hs_lastmodifieddate": "2026-11-20T08:00:00Z",
        },
    }


def deal(n: int) -> dict[str, Any]:
    """A made-up deal; half of them are closed."""
    held = {"amount": str(n), "dealstage": "open", "hs_is_closed": str(n % 2 == 0).lower()}
    return {"id": str(n), "properties": {**held, "createdate": "2026-10-01T08:00:00Z"}}


class Portal(BaseHTTPRequestHandler):
    """Answers as HubSpot's API does, from nothing but ids."""

    protocol_version = "HTTP/1.1"
    companies = COMPANIES

    def do_GET(self) -> None:
        if self.path.startswith("/crm/v3/owners"):
            self._say({"results": [{"id": str(n), "email": f"rep{n}@vendor.example"} for n in range(40)]})
        else:
            self._say({"portalId": 1, "results": []})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if "inputs" in body:
            ends = [(each["id"], [{"toObjectId": int(each["id"]) * 3}]) for each in body["inputs"]]
            self._say({"results": [{"from": {"id": name}, "to": to} for name, to in ends]})
            return
        filters = {each["propertyName"]: int(each["value"]) for each in body["filterGroups"][0]["filters"]}
        after, changed = filters["hs_object_id"], "hs_lastmodifieddate" in filters
        make, most = (company, self.companies) if "companies" in self.path else (deal, self.companies * 3 // 10)
        most = most // 100 if changed else most
        found = [make(n) for n in range(after + 1, min(after + PAGE, most) + 1)]
        for each in found if changed else ():
            each["properties"]["lifecyclestage"] = "customer"
        self._say({"total": most, "results": found})

    def _say(self, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing: a line a page would be most of what is printed."""


def serve(companies: int, port: Any) -> None:
    """Serve until the process is ended."""
    Portal.companies = companies
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    port.put(server.server_address[1])
    server.serve_forever()


def peak() -> float:
    """Peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def held() -> float:
    """Memory of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def database(service: Service) -> float:
    """What DuckDB has of it in its buffers, in MiB."""
    rows = service.store.rows("SELECT sum(memory_usage_bytes) AS bytes FROM duckdb_memory()")
    return float(rows[0]["bytes"]) / (1 << 20)


def rest(folder: Path) -> None:
    """What a service that was started again holds."""
    service = Service(load_workspace(folder))
    service.reader.account("company1.example")
    print(f"started again with these accounts: {held():.0f} MiB, of that DuckDB {database(service):.0f}", flush=True)
    service.close()


def measure(folder: Path) -> None:
    """Open the workspace, pull twice, print."""
    service = Service(load_workspace(folder))
    crm = build_crm(service.workspace.crms[0])
    crm.pace = 0.0  # type: ignore[misc]
    settle(service)
    before = max(held(), peak())
    for what in ("the first round", "a round that changes a hundredth"):
        start = time.perf_counter()
        if error := pull(service, crm, lambda _: False):
            raise SystemExit(str(error))
        took = time.perf_counter() - start
        count = service.store.rows("SELECT count(*) AS n FROM accounts")[0]["n"]
        print(
            f"{what}: {took:.1f} s, {count:,} accounts, peak {peak():.0f} MiB ({before:.0f} before), held {held():.0f},"
            f" of that DuckDB {database(service):.0f}",
            flush=True,
        )
    crm.close()
    service.close()


def main() -> None:
    """Print the figures."""
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else COMPANIES
    print(machine())
    context = multiprocessing.get_context("spawn")
    port = context.Queue()
    server = context.Process(target=serve, args=(companies, port), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fitsignal.toml").write_text(CONFIG.format(port=port.get()))
        (folder / "icp.toml").write_text(_world.ICP)
        (folder / "accounts.csv").write_text("domain,name\nfirst.example,First\n")
        measure(folder)
        again = context.Process(target=rest, args=(folder,))
        again.start()
        again.join()
    server.terminate()


if __name__ == "__main__":
    main()
