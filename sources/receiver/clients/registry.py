"""The client families that the receiver speaks for."""

from collections.abc import Mapping

from sources.receiver.clients.door import ClientDoor


def client_doors(
    keys: Mapping[str, str], *, snowplow: bool = True, posthog_js: str | None = None
) -> tuple[ClientDoor, ...]:
    """The doors of the client families, our own snippet's too. `keys`: write keys in clear, by their names.

    Snowplow's trackers have none. `posthog_js`: the address where PostHog's snippet gets its client.
    """
    from sources.receiver.clients.posthog_door import posthog_door
    from sources.receiver.clients.segment_door import segment_door
    from sources.receiver.clients.snowplow_door import snowplow_door
    from sources.receiver.own.doors import own_doors

    known = frozenset(keys.values())
    doors = (*own_doors(keys), segment_door(known), posthog_door(known, posthog_js))
    return (*doors, snowplow_door()) if snowplow else doors
