"""Learning a profile: from two lists to criteria, a rule, tiers, and what all of it may promise."""

from collections.abc import Collection

import numpy as np

from icp.columns.scoring import Verdicts, judged_by
from icp.learning.beta import Interval
from icp.learning.card import Card, card_of, rises_of
from icp.learning.contrast import Contrast, Pair
from icp.learning.doubts import doubts_of
from icp.learning.evidence import evidence_of, in_words
from icp.learning.flags import red_flags
from icp.learning.honest import promised_lift
from icp.learning.learned import Learned, LearnedCriterion, TooLittle
from icp.learning.ratios import Floats, Ratios
from icp.learning.roles import roles_of, rule_of, tiers_of
from icp.learning.survey import Survey, survey
from icp.learning.too_little import too_little
from icp.learning.wording import name_of
from icp.profile_model import Criterion


def learn(
    contrast: Contrast, name: str, trusted: Collection[str] = (), ignored: Collection[str] = ()
) -> Learned | TooLittle:
    """The profile that the customers teach against the market, or why they teach none. Deterministic.

    `trusted` columns are taken in though they look like leaks, `ignored` ones are left out.
    """
    if reason := too_little(contrast):
        return reason
    found = survey(contrast, trusted, ignored)
    ratios = [Ratios(feature) for feature in found.features]
    card = card_of(ratios, np.arange(len(contrast.rows)))
    if not card:
        return _nothing_apart(found)
    return _told(contrast, name, found, card, promised_lift(ratios, len(contrast.rows)))


def _told(contrast: Contrast, name: str, found: Survey, card: Card, lift: Interval) -> Learned:
    drafts, broadest = _drafts(card, found)
    pairs = {draft.attribute: contrast.pair(draft.attribute) for draft in drafts}
    evidence = [evidence_of(draft, pairs[draft.attribute], chosen=True) for draft in drafts]
    roles = roles_of(evidence, [draft.points for draft in drafts], broadest)
    criteria = [draft.model_copy(update={"role": role}) for draft, role in zip(drafts, roles, strict=True)]
    ours, theirs = _judged(criteria, pairs, customers=True), _judged(criteria, pairs, customers=False)
    rule, qualifying = rule_of(roles, ours, theirs)
    told = [LearnedCriterion(each, said, in_words(each, said)) for each, said in zip(criteria, evidence, strict=True)]
    flags = [
        LearnedCriterion(
            flag.criterion, evidence_of(flag.criterion, contrast.pair(flag.criterion.attribute)), flag.words
        )
        for flag in red_flags(contrast, found.features)
    ]
    order = sorted(range(len(told)), key=lambda place: (roles[place] != "mandatory", place))
    points = sum(
        ((each == 1) * criterion.points for each, criterion in zip(theirs, criteria, strict=True)), _zeros(theirs)
    )
    return Learned(
        name=name,
        criteria=(*(told[place] for place in order), *flags),
        rule=rule,
        tiers=tiers_of(points),
        lift=lift,
        qualifying=qualifying,
        customers=len(contrast.rows),
        market=len(contrast.market_rows),
        left_out=found.left_out,
        doubts=doubts_of(contrast, [draft.attribute for draft in drafts], lift, qualifying),
    )


def _drafts(card: Card, found: Survey) -> tuple[list[Criterion], list[bool]]:
    """A criterion for each height of each part, the broadest first; and which are the broadest of their column."""
    drafts: list[Criterion] = []
    broadest: list[bool] = []
    names: set[str] = set()
    for part in card:
        feature = found.features[part.feature]
        widest = part.points > 0
        for levels, points in rises_of(feature, part.points):
            test = feature.condition(levels)
            name = _unique(name_of(feature.attribute, test), names)
            drafts.append(
                Criterion(
                    name=name,
                    role="preferential",
                    attribute=feature.attribute,
                    test=test,
                    points=points,
                )
            )
            broadest.append(bool((levels == widest).all()))
    return drafts, broadest


def _unique(name: str, names: set[str]) -> str:
    found, number = name, 2
    while found.casefold() in names:
        found, number = f"{name} ({number})", number + 1
    names.add(found.casefold())
    return found


def _judged(criteria: list[Criterion], pairs: dict[str, Pair], *, customers: bool) -> list[Verdicts]:
    return [
        judged_by(each, pairs[each.attribute].customers if customers else pairs[each.attribute].market)
        for each in criteria
    ]


def _zeros(judged: list[Verdicts]) -> Floats:
    return np.zeros(len(judged[0]) if judged else 0)


def _nothing_apart(found: Survey) -> TooLittle:
    usable = len({feature.attribute for feature in found.features})
    return TooLittle(
        f"none of the {usable} usable columns sets the customers apart from the market",
        "add columns that say what the companies are: size, industry, country, technologies, funding, growth",
        found.left_out,
    )
