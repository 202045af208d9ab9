"""What an event's name says: a filled form, and which; or none. Readable tables; no name is known to one vendor only.

A form is what someone did to be called back: a thing (`demo`) and a deed (`requested`). A name that tells of less (a
view, a click, a field) or of the contrary (an error, an end) is none, however it begins.
"""

import re
from collections.abc import Mapping

_FORMS: Mapping[str, str] = {
    "demo": r"demo|demonstration|meeting|consultation|discovery call|sales call|appointment",
    "trial": r"trial|sign up|signed up|signup|account created|created account|user registered|registration|register",
    "webinar": r"webinar|event registration|workshop",
    "newsletter": r"newsletter|mailing list|blog subscription|subscribe to blog",
    "download": r"white ?paper|e ?book|brochure|case study|gated content|content download|resource download|datasheet",
    "contact": r"contact|contacted|talk to sales|quote|pricing request|request pricing|enquiry|inquiry|call ?back",
}
"""Which form, by what its name holds; the first match wins. The words are those of the policy's `weigh.form`."""
_ORDER = ("webinar", "newsletter", "download", "demo", "trial", "contact")
_DEED = re.compile(
    r"\b(request(ed)?|book(ed)?|schedul(e|ed)|submit(ted)?|submission"
    r"|(form|request|registration|enquiry|inquiry) (completed|sent)"
    r"|start(ed)?|register(ed)?|registration|account created|created account|sign(ed)? up|signup|subscrib(e|ed)"
    r"|download(ed)?|conversion|converted|contacted|(contact|talk to) (us|sales))\b"
)
_WHOLE = re.compile(
    r"((hubspot|lead|web|marketing) )?form (submit(ted)?|submission|complet(e|ed)|sent)|submit(ted)? form"
    r"|generate lead|lead|lead (captured|created|generated|submitted)|hand rais(e|ed)|sign(ed)? up|signup|sign ?ups?"
    r"|(user|account) (signed up|registered|created)|create[d]? account|complete registration|registration completed"
)
_LESS = re.compile(
    r"\b(view(ed|s)?|seen|shown|show|open(ed)?|close(d)?|click(ed|s)?|hover(ed)?|focus(ed)?|blur(red)?|field|change(d)?"
    r"|abandon(ed)?|fail(ed|ure)?|error|invalid|cancel(l?ed)?|end(ed)?|expir(ed|y|ing)|play(ed)?|watched|paused|impression"
    r"|page|button|link|step|reminder|no show|missed|unsubscribe(d)?|declin(ed|e)|delet(ed|e)|remov(ed|e)|updat(ed|e)"
    r"|begin|began|loaded|render(ed)?|dismiss(ed)?|scrolled|visible|entered|interact(ed|ion)?)\b"
)
_STARTS = re.compile(r"\bstart(ed)?\b")
_TRIAL = re.compile(r"\btrial start(ed)?\b|\bstart(ed)? (a |free |my |the )*trial\b")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[^a-z0-9]+")


def words(name: str) -> str:
    """A name as words in lower case: `demoRequested`, `demo_requested` and `Demo Requested` are one."""
    return _GAP.sub(" ", _CAMEL.sub(" ", name[:200]).lower()).strip()


def is_form(name: str) -> bool:
    """Whether an event of that name is a filled form."""
    said = words(name)
    if not said or _LESS.search(said):
        return False
    if _WHOLE.fullmatch(said):
        return True
    form = form_of(said)
    return bool(form and _DEED.search(said) and (not _STARTS.search(said) or _TRIAL.search(said)))


def form_of(*texts: str | None) -> str | None:
    """Which form the first of the texts speaks of that speaks of any; None where none does."""
    for said in filter(None, (words(text) for text in texts if text)):
        for form in _ORDER:
            if re.search(rf"\b({_FORMS[form]})\b", said):
                return form
    return None


def custom(name: str) -> str:
    """The kind of an event that is none of ours: `custom:` and its name, to be given points in the policy."""
    return "custom:" + ("_".join(words(name).split())[:60].rstrip("_") or "event")
