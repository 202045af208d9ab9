"""What a CRM's words for its relation to a company mean to us."""

from functools import lru_cache

from icp.account import Status
from icp.text import fold_text

_WORDS: dict[Status, str] = {
    "customer": "customer|customers|client|clients|existing customer|current customer|active customer|paying customer"
    "|customer direct|customer channel|customer account|closed won|won|evangelist|subscriber paid|paying|kunde"
    "|bestandskunde|cliente|klant",
    "open_deal": "open deal|open opportunity|opportunity|in pipeline|pipeline|active opportunity|active deal|open opp"
    "|in negotiation|negotiation|proposal|deal open|open",
    "competitor": "competitor|competition|competitors|rival|konkurrent|wettbewerber|concurrent",
    "own": "own|us|ours|internal|self|own company|our company|own staff|subsidiary of ours|test account|employee",
    "opted_out": "opted out|opt out|do not contact|dnc|do not call|do not email|unsubscribed|suppressed|blocklist"
    "|blocked|blacklist|excluded|exclude|never contact|gdpr erasure|optout|unqualified do not contact",
    "discovered": "discovered",
    "prospect": "prospect|prospects|target|target account|lead|leads|suspect|marketing qualified lead|mql"
    "|sales qualified lead|sql|subscriber|new|cold|nurture|former customer|churned|churned customer|ex customer"
    "|closed lost|lost|interessent|marketingqualifiedlead|salesqualifiedlead|qualified",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split("|")}


@lru_cache(maxsize=4096)
def parse_status(text: str) -> Status | None:
    """Our status for a CRM's word ("Closed Won" is a customer); None for a word about something else ("Active")."""
    folded = fold_text(text)
    return _STATUS.get(folded) or _STATUS.get(folded.replace(" ", "_"))
