"""The adapters of `POST /hooks/{name}`, by type."""

from collections.abc import Callable, Mapping, Sequence

from sources.receiver.adapters.clearbit import Clearbit
from sources.receiver.adapters.common_room import CommonRoom
from sources.receiver.adapters.generic import Generic
from sources.receiver.adapters.happierleads import HappierLeads
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.posthog import PostHog
from sources.receiver.adapters.rb2b import Rb2b
from sources.receiver.adapters.rudderstack import RudderStack
from sources.receiver.adapters.segment import Segment
from sources.receiver.adapters.snitcher import Snitcher
from sources.receiver.adapters.standard import StandardWebhooks
from sources.receiver.adapters.usergems import UserGems
from sources.receiver.adapters.warmly import Warmly
from sources.receiver.contract import Adapter
from sources.receiver.hook_options import GenericHook, PeopleHook, StandardHook, TrackerHook

_TRACKERS: Mapping[str, Callable[[Sequence[str]], Hook]] = {
    each.type: each for each in (Segment, RudderStack, PostHog, Rb2b, Snitcher, Warmly, HappierLeads, Clearbit)
}
_PEOPLE = {each.type: each for each in (CommonRoom, UserGems)}


def build_adapter(options: TrackerHook | StandardHook | PeopleHook | GenericHook) -> Adapter:
    """The adapter that an endpoint's options ask for."""
    if isinstance(options, GenericHook):
        return Generic(options)
    if isinstance(options, StandardHook):
        return StandardWebhooks(options.secrets)
    if isinstance(options, PeopleHook):
        return _PEOPLE[options.type](options.secrets, options.champions)
    return _TRACKERS[options.type](options.secrets)
