"""Which company an event names: by its own domain, by an e-mail address, by a name; with method and confidence."""

from dataclasses import dataclass

from sources.receiver.contract import Event
from sources.receiver.who.mail import company_domain, company_of_mail
from sources.receiver.who.networks import Network
from sources.receiver.who.people import Known
from sources.receiver.who.texts import plain_text
from sources.receiver.who.visitor import Visitor
from streams.resolution import EMAIL, TRACKER
from streams.signal import Resolution

BY_TRACKER = 0.95
"""A domain that a tracker or a group call gives."""
GUESSED = 0.75
"""Where an address and a browser's name stood for the visitor, all of a day: too unsure to interrupt anyone."""
BY_NETWORK = 0.70
BY_NETWORK_NAME = 0.60
"""A network tells a company's domain, or a name alone."""


@dataclass(frozen=True, slots=True)
class Told:
    """The company of an event; `match` is None where its e-mail address is to be resolved."""

    name: str | None = None
    domain: str | None = None
    email: str | None = None
    match: Resolution | None = None

    def known(self, most: float) -> Known:
        """What this says of the person from now on, with a confidence of at most `most`."""
        domain = self.domain or company_of_mail(self.email)
        sure = self.match or _MAIL
        return Known(domain, self.name, sure.method, min(sure.confidence, most))


_MAIL = Resolution(method="email", confidence=EMAIL)
_TRACKER = Resolution(method="tracker", confidence=BY_TRACKER)
_TRACKER_NAME = Resolution(method="tracker", confidence=TRACKER)
_NETWORK = Resolution(method="network", confidence=BY_NETWORK)
_NETWORK_NAME = Resolution(method="network", confidence=BY_NETWORK_NAME)


def told_by(event: Event, visitor: Visitor) -> Told | None:
    """The company that the event itself names; None where it names none, free and disposable mail included."""
    name = plain_text(event.company, 300, visitor.secrets) if event.company else None
    if domain := company_domain(event.domain):
        return Told(name, domain, match=_TRACKER)
    if visitor.email and (domain := company_of_mail(visitor.email)):
        return Told(name, email=f"@{domain}")
    return Told(name, match=_TRACKER_NAME) if name else None


def told_of(known: Known) -> Told:
    """The company of a person who was known before."""
    return Told(known.name, known.domain, match=Resolution(method=known.method, confidence=known.confidence))


def told_of_network(network: Network | None) -> Told | None:
    """The company whose network it was."""
    if network is None or network.kind != "company":
        return None
    if network.domain:
        return Told(network.name, network.domain, match=_NETWORK)
    return Told(network.name, match=_NETWORK_NAME) if network.name else None
