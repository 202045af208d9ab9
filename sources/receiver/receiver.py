"""The receiver of a workspace: its doors, the spool behind them, and the drain that empties it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sources.receiver.adapters.job_change import champion_of
from sources.receiver.adapters.registry import build_adapter
from sources.receiver.answer_doors import answer_doors
from sources.receiver.answers import App
from sources.receiver.app import receiver_app
from sources.receiver.clients.registry import client_doors
from sources.receiver.contract import Parsed, Request
from sources.receiver.counts import Counts
from sources.receiver.doors import Doors
from sources.receiver.drain import Drain
from sources.receiver.hook_options import AnyHook
from sources.receiver.limits import Limits
from sources.receiver.reading import KnownAs, Reading
from sources.receiver.spool import CAP_AGE, CAP_BYTES, KEYS_KEPT, Spool
from sources.receiver.who.addresses import Networks, client_of
from sources.receiver.who.attribution import attribute
from sources.receiver.who.bots import hits_of
from sources.receiver.who.found import Found
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World
from sources.slack_replies import SlackReplies
from streams.ports import Outlet
from streams.signal import SignalDraft

FILE = "spool.sqlite"
IsCustomer = Callable[[str], bool]
"""Whether a registrable domain is a customer's now; asked on the thread that reads."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a receiver is made of. `keys`: write keys in clear by their names; `replays`: how long an id is known.

    `slack`: signing secrets of the apps whose buttons answer alerts; `link_key`: what answer links are signed with;
    `replies`: follows up what is clicked.
    """

    hooks: Sequence[AnyHook] = ()
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    snowplow: bool = True
    posthog_js: str | None = None
    limits: Limits = field(default_factory=Limits)
    cap_bytes: int = CAP_BYTES
    cap_age: timedelta = CAP_AGE
    replays: timedelta = KEYS_KEPT
    slack: Sequence[str] = field(default=(), repr=False)
    link_key: bytes | None = field(default=None, repr=False)
    replies: SlackReplies | None = None
    who: WhoOptions = field(default_factory=WhoOptions)

    def doors(self) -> Doors:
        """The endpoints."""
        hooks = {hook.name: build_adapter(hook) for hook in self.hooks}
        clients = client_doors(self.keys, snowplow=self.snowplow, posthog_js=self.posthog_js)
        follow = self.replies.follow if self.replies else None
        return Doors(hooks, clients, answer_doors(self.slack, self.link_key, follow))


class Receiver:
    """Takes requests and keeps them; from `drain_into` on, hands them over too. `folder`: the workspace's state.

    `known_as` gives all names of the person who answered an alert; it is asked in the drain.

    Several processes may have one of the same folder: one that serves, and one that drains. Raises sqlite3.Error or
    OSError where the spool cannot be opened.
    """

    def __init__(
        self,
        folder: Path,
        setup: Setup,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        known_as: KnownAs = lambda answer: answer,
    ) -> None:
        self.doors, self.counts = setup.doors(), Counts()
        self.spool = Spool(folder / FILE, setup.cap_bytes, setup.cap_age, keys_kept=setup.replays)
        self.reading: Reading | None = None
        self.drain: Drain | None = None
        self.world: World | None = None
        self._folder, self._setup, self._clock, self._known_as = folder, setup, clock, known_as

    def before(self, others: App | None) -> App:
        """The application that takes the receiver's requests and leaves all others to `others`."""
        trusted = Networks(self._setup.who.trusted_proxies)
        return receiver_app(
            self.doors,
            self.spool,
            self._setup.limits,
            self._clock,
            counts=self.counts,
            client_of=partial(client_of, trusted=trusted),
            fallback=others,
        )

    def protocol(self) -> type[asyncio.Protocol]:
        """How a server reads requests, within the limits; imported here, since a drain needs no server."""
        from sources.receiver.protocol import bounded_protocol

        return bounded_protocol(self._setup.limits)

    def reader(
        self, own: Iterable[str] = (), *, recorded: bool = False, is_customer: IsCustomer = lambda domain: False
    ) -> Reading:
        """What reads kept requests, and knows whose they are. `own`: domains of own accounts.

        `is_customer`: who left a customer for another company is a champion there. `recorded`: an event that says when
        it happened was seen then, and not when it was received. Raises BrokenKey and BrokenNetworks, each with a
        sentence.
        """
        if self.reading is None:
            world = self.world = World.open(self._folder, self._setup.who, own)
            attributed = partial(_attributed, world, recorded, is_customer)
            self.reading = Reading(self.doors.adapters(), attributed, world.people.written, self._known_as)
        return self.reading

    def drain_into(
        self,
        outlet: Outlet,
        own: Iterable[str] = (),
        *,
        recorded: bool = False,
        is_customer: IsCustomer = lambda domain: False,
    ) -> Drain:
        """Hand over what is kept, and what will be, from now on. Raises as `reader` does."""
        self.drain = Drain(self.spool, self.reader(own, recorded=recorded, is_customer=is_customer), outlet)
        self.spool.on_kept(self.drain.wake)
        self.drain.start()
        return self.drain

    def close(self) -> None:
        """Stop handing over, after what is under way, and close the files."""
        if self.drain:
            self.drain.close()
        if self._setup.replies:
            self._setup.replies.close()
        self.spool.close()
        if self.world:
            self.world.close()


def _attributed(
    world: World, recorded: bool, is_customer: IsCustomer, request: Request, parsed: Parsed, source_type: str
) -> Found:
    told = replace(parsed, events=[champion_of(event, is_customer) for event in parsed.events])
    found = attribute(request, told, world, source_type)
    if hits := hits_of(found.skipped):
        world.people.left_out(hits, request.received_at)
    return replace(found, drafts=[_when_told(each) for each in found.drafts]) if recorded else found


def _when_told(draft: SignalDraft) -> SignalDraft:
    return replace(draft, observed_at=None) if draft.occurred_at else draft
