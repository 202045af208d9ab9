"""What is right of the `[[crm]]` tables of a document; what is wrong with them is its problem."""

from typing import TYPE_CHECKING

from fitsignal.document import Document

if TYPE_CHECKING:
    from sources.crm.options import CrmOptions

TAKEN = ("list", "import", "hand")
"""Names that say where an account comes from already."""


def crms_of(document: Document) -> "list[CrmOptions]":
    """The options of the CRMs that are right."""
    tables = document.listed("crm")
    if not tables:
        return []
    from sources.crm import crm_options_model, crm_types

    found = []
    for place, options in tables:
        if document.type_is_known(options, place, crm_types(), "crm"):
            checked = document.model(crm_options_model(str(options["type"])), options, place)
            if checked is not None and checked.name in TAKEN:
                expected = f"a name other than {', '.join(TAKEN)}"
                document.problems.append(document.reader.unmet((*place, "name"), checked.name, expected))
            elif checked is not None:
                found.append(checked)
    document.no_repeats([each.name for each in found], "crm")
    return found
