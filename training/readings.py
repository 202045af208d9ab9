"""What the rules read in an example, what the model says of it, and whether it is right."""

from dataclasses import dataclass

from sources.extraction import Event
from sources.extraction.extractor import lead_event
from sources.extraction.model.judge import signs
from sources.extraction.model.weights import Weights
from sources.extraction.text.names import bare
from training.examples import Example


@dataclass(frozen=True, slots=True)
class Reading:
    """An event that the rules read, with the signs that its confidence is made of."""

    example: Example
    event: Event
    signs: tuple[float, ...]

    @property
    def is_right(self) -> bool:
        """Whether kind and company are those of the label."""
        wanted = self.example.label.get("company")
        return self.event.kind == self.example.kind and (not wanted or _same(self.event.company, wanted))


def readings(examples: list[Example], weights: Weights) -> list[Reading]:
    """The events that are read in these examples with these weights."""
    found: list[Reading] = []
    for example in examples:
        shares = weights.likelihoods(example.rows)
        event = example.reading or lead_event(example.item, shares)
        if event:
            found.append(Reading(example, event, signs(event, example.item, shares)))
    return found


def _same(read: str, wanted: str) -> bool:
    return bare(read).replace(" ", "") == bare(wanted).replace(" ", "")
