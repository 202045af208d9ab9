"""CRMs as sources of accounts and deals. Each type is one file here, named as in `[[crm]] type = "..."`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from sources.crm.contract import Crm
    from sources.crm.options import CrmOptions

CRMS = {"hubspot": "HubSpot", "salesforce": "Salesforce"}


def crm_types() -> tuple[str, ...]:
    """The types that `[[crm]]` may name."""
    return tuple(CRMS)


def crm_options_model(type_: str) -> "type[CrmOptions]":
    """The keys of a type."""
    found: type[CrmOptions] = _class(type_).options_model
    return found


def build_crm(options: "CrmOptions", transport: "httpx.BaseTransport | None" = None) -> "Crm":
    """The CRM of checked options; nothing is asked yet."""
    made: Crm = _class(options.type)(options, transport)
    return made


def _class(type_: str) -> Any:
    return getattr(import_module(f"{__name__}.{type_}"), CRMS[type_])
