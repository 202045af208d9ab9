"""A change of one criterion, as a person would make it in `icp.toml`."""

from typing import Literal, NamedTuple

from icp.conditions import Condition
from icp.learning.wording import asked_in_words
from icp.profile_model import Criterion, Profile, Rule


class Change(NamedTuple):
    """`what` is done with `criterion`; `test` is its new one, of the same kind, where it is changed."""

    what: Literal["change", "remove", "add"]
    criterion: Criterion
    test: Condition | None = None

    def __str__(self) -> str:
        criterion = self.criterion
        if self.what == "remove":
            return f"remove {criterion.name!r}"
        if self.what == "add":
            asked = asked_in_words(criterion.attribute, criterion.test)
            return f"add the red flag {criterion.name!r}: companies that {asked}"
        assert self.test is not None
        before, after = (asked_in_words(criterion.attribute, test) for test in (criterion.test, self.test))
        return f"{criterion.name}: {after} (now: {before})"


def is_whole(profile: Profile, change: Change) -> bool:
    """Whether a profile is left that can let anybody in, each of its criteria under a name of its own."""
    if change.what == "remove":
        return any(each != change.criterion and each.role != "disqualifier" for each in profile.criteria)
    names = {each.name.casefold() for each in profile.criteria}
    return change.what == "change" or change.criterion.name.casefold() not in names


def changed(profile: Profile, change: Change) -> Profile:
    """The profile after the change. The rule asks for no more criteria than are left."""
    if change.what == "add":
        criteria = (*profile.criteria, change.criterion)
    elif change.what == "remove":
        criteria = tuple(each for each in profile.criteria if each != change.criterion)
    else:
        criteria = tuple(_with_test(each, change) for each in profile.criteria)
    after = profile.model_copy(update={"criteria": criteria})
    asked = profile.rule
    rule = Rule(
        mandatory=min(asked.mandatory, after.counted("mandatory")),
        preferential=min(asked.preferential, after.counted("preferential")),
    )
    return Profile.model_validate({**dict(after), "rule": rule})


def _with_test(criterion: Criterion, change: Change) -> Criterion:
    return criterion.model_copy(update={"test": change.test}) if criterion == change.criterion else criterion
