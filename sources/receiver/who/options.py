"""What a workspace says of its visitors: which networks are read, who is no visitor, and how long people are known."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from icp.domains import account_domain
from streams.durations import Duration


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        raise ValueError(f'expected an address or a network such as "198.51.100.0/24", found {text!r}') from None


def _staff(text: str) -> str:
    if "@" in text.strip().strip("@"):
        return text.strip().lower()
    domain = account_domain(text.strip().strip("@"))
    if not domain:
        raise ValueError(f'expected a domain such as "acme.com" or an e-mail address, found {text!r}')
    return domain


def _lower(text: str) -> str:
    if not text.strip():
        raise ValueError("expected some text, found none")
    return text.strip().lower()


Cidr = Annotated[str, AfterValidator(_network)]
Staff = Annotated[str, AfterValidator(_staff)]
Lower = Annotated[str, AfterValidator(_lower)]

PREVIEW_HOSTS = (
    "staging.*", "*.staging.*", "stage.*", "preview.*", "*.preview.*", "*.vercel.app", "*.netlify.app", "*.ngrok.io",
    "*.ngrok.app", "*.ngrok-free.app", "*.translate.goog", "translate.googleusercontent.com",
    "webcache.googleusercontent.com",
)  # fmt: skip


class WhoOptions(BaseModel):
    """Keys of `[receiver]` that say who a visitor was, and who was none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    networks: tuple[str, ...] = ()
    """mmdb files of MaxMind, IPinfo or DB-IP, relative to the workspace; the first that knows a field is believed."""
    reverse_dns: bool = False
    """Ask the name service whose an address is, where no file knows a company."""
    reverse_dns_timeout: Annotated[Duration, Field(gt=timedelta(0), le=timedelta(seconds=5))] = timedelta(seconds=0.3)
    """How long a request's visitors may wait for names, all together."""
    trusted_proxies: tuple[Cidr, ...] = ("127.0.0.0/8", "::1/128")
    """Whose word on the visitor's address is taken."""
    offices: tuple[Cidr, ...] = ()
    staff: tuple[Staff, ...] = ()
    """E-mail domains or addresses of own people, beside the domains of own accounts."""
    own_hosts: tuple[Lower, ...] = ()
    """Hosts of the site, with `*`; where there are any, page views elsewhere are previews."""
    preview_hosts: tuple[Lower, ...] = PREVIEW_HOSTS
    ignore_agents: tuple[Lower, ...] = ()
    """Parts of browser names of one's own tests and monitors."""
    views_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 60
    """Page views of one visitor; who is faster is a program."""
    same_page_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 30
    unsigned: Literal["digest", "drop", "accept"] = "digest"
    """Events in a signed request that the signature does not cover: kept too unsure to alert, dropped, or believed."""
    client_deletes: bool = False
    """Whether a `delete` of a client is carried out: whoever reads the page has its write key, and may name anybody."""
    honour_do_not_track: bool = True
    """Do Not Track and Global Privacy Control of browsers that send to the receiver themselves."""
    identities_kept: Annotated[Duration, Field(ge=timedelta(days=1))] = timedelta(days=365)
    """How long it is known which company a visitor is of, after they were last seen."""
    traits: tuple[Lower, ...] = ()
    """Traits of companies to keep beside the known columns of an account list."""
