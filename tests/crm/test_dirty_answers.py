"""Whatever a CRM answers, it is read or told as a sentence; nothing else is raised, and no loop has no end."""

from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.crm import CrmError, CrmPage
from sources.crm import build_crm
from sources.crm.options import HubSpotOptions, SalesforceOptions

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12))
_NAMES = """
    id Id results records properties domain Website from to toObjectId associationTypes label paging next after stages
    metadata isClosed archived hs_object_id hs_merged_object_ids hs_lastmodifieddate amount createdate email fields name
    IsDeleted nextRecordsUrl done errorCode message Owner Email SystemModstamp Type ParentId total portalId
"""
KEYS = st.sampled_from(_NAMES.split())
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)
ROWS = st.lists(st.dictionaries(KEYS, JSON, max_size=6), max_size=4)
STATUS = st.sampled_from([200, 200, 200, 200, 204, 207, 301, 400, 403, 404, 429, 500])


def answering(draw: Callable[[Any], Any]) -> httpx.MockTransport:
    def answer(_: httpx.Request) -> httpx.Response:
        rows = draw(ROWS)
        whole = {"results": rows, "records": rows, "fields": rows}
        body = draw(st.sampled_from([whole, {**whole, **draw(st.dictionaries(KEYS, JSON, max_size=2))}, draw(JSON)]))
        return httpx.Response(draw(STATUS), json=body)

    return httpx.MockTransport(answer)


def reads(crm: Any) -> None:
    pages: list[CrmPage] = []
    with suppress(CrmError):
        pages.extend(islice(crm.read({}, full=False), 30))
    assert all(each.domains == () or each.account for page in pages for each in page.companies)
    assert all(found.message for found in crm.check())
    crm.close()


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_hubspot_may_answer_anything(data: st.DataObject) -> None:
    options = HubSpotOptions.model_validate({"type": "hubspot", "token": "x1"})
    reads(build_crm(options, answering(data.draw)))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_salesforce_may_answer_anything(data: st.DataObject) -> None:
    table = {"type": "salesforce", "token": "x1", "instance": "https://a.my.salesforce.example"}
    reads(build_crm(SalesforceOptions.model_validate(table), answering(data.draw)))
