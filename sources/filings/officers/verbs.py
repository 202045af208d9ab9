"""What reports say of a person who comes or goes, as patterns over marked sentences."""

import re

P = r"‹\d+›"
PEOPLE = rf"{P}(?:(?:,\s+and\s+|,\s+|\s+and\s+|\s+&\s+)(?:each\s+of\s+)?{P}){{0,15}}"
_APPOSED = r"(?:,\s(?:[^;‹]|‹\d+›'){1,250}?,)?(?:,?\s+who\b)?,?"
_ADVERB = (
    r"(?:(?:also|duly|unanimously|each|both|subsequently|formally|initially|officially|voluntarily|hereby|today|then|now)"
    r"\s+)*"
)

PUT = re.compile(
    r"(?<!re-)\b(?:appoint(?:s|ed|ing)?|elect(?:s|ed|ing)?|nam(?:es|ed|ing)|promot(?:es?|ed|ing)|select(?:s|ed|ing)?|"
    r"designat(?:es?|ed|ing)|hir(?:es?|ed|ing)|engag(?:es?|ed|ing)|elevat(?:es?|ed|ing)|recruit(?:s|ed|ing)?|add(?:s|ed|ing)?|"
    r"(?:the\s+)?(?:appointment|election|promotion|selection|hiring|designation|elevation|addition)\s+of)\s+"
    rf"(?:each\s+of\s+|(?:its\s+|our\s+)?(?:current\s+)?(?P<was>(?:(?!\b(?:as|to|succeeding|replacing|by|with|from|following|after|that)\b)[^;‹.]){{0,120}}?),?\s+)?(?P<who>{PEOPLE})",
    re.IGNORECASE,
)
"""PERSON behind the verb; `was` is the role that stands before the name."""
WAS_PUT = re.compile(
    rf"(?P<who>{PEOPLE}){_APPOSED}\s+(?:was|were|is|are|has\s+been|have\s+been|had\s+been|will\s+be|shall\s+be|is\s+being|"
    rf"being|to\s+be|be)\s+{_ADVERB}(?:appointed|elected|named|promoted|selected|designated|hired|engaged|elevated|added)\b",
    re.IGNORECASE,
)
WILL_BE = re.compile(
    rf"(?P<who>{PEOPLE}){_APPOSED}\s+(?:(?:has|have)\s+agreed\s+to|agreed\s+to|will|shall|is\s+expected\s+to|are\s+expected\s+to|"
    rf"is\s+to|are\s+to|is\s+set\s+to|would|(?:has|have)\s+accepted\s+an?\s+(?:offer|position|invitation)(?:\s+of\s+employment)?(?:\s+to)?|"
    rf"and\s+will)\s+{_ADVERB}(?P<verb>become|becoming|serve|join|assume|succeed|replace|take\s+over|take\s+on|be\s+joining|step\s+into|begin|"
    r"commence|start|act|transition\s+(?:in)?to|move\s+(?:in)?to|fill|chair|lead|serving|be\s+(?:the|our|its))\b",
    re.IGNORECASE,
)
"""What is going to be: "will continue to serve" and "will remain" are not."""
DID = re.compile(
    rf"(?P<who>{PEOPLE})(?:'s?\s+employment)?{_APPOSED}\s+(?:will\s+)?{_ADVERB}"
    r"(?P<verb>joined|became|assumed|succeeded|commenced?|began|begin|replaced|accepted)\b",
    re.IGNORECASE,
)
POSSESSED = re.compile(
    rf"(?P<who>{P})'s?\s+(?:\w+\s+)?(?:appointment|election|promotion|designation)\s+(?=(?:as|to)\b)", re.IGNORECASE
)
MARKER = re.compile(
    r"(?:^|[\s,]+)(?:as|to\s+(?:serve|act)\s+(?:on|as)|to\s+(?:be|become|assume)|to\s+join|to\s+fill|to|into|on)(?=\s)",
    re.IGNORECASE,
)
"""What leads from a person to a role."""

_GO = (
    r"resign(?:ing)?|retir(?:e|ing)|step(?:ping)?\s+(?:down|aside)|leav(?:e|ing)|depart(?:ing)?|relinquish|vacate|separate|"
    r"(?:end|terminate)\s+(?:his|her|their)|not\s+(?:to\s+)?(?:stand|run|seek)|transition\s+(?:from|out\s+of)|conclude"
)
TOLD = re.compile(
    rf"(?P<who>{PEOPLE}){_APPOSED}\s+(?:has\s+|have\s+|had\s+|each\s+)?{_ADVERB}(?:notified|informed|advised|told|provided|gave|given|"
    rf"delivered|announced|communicated|indicated|submitted|tendered|expressed)\b[^;‹]{{0,160}}?\b(?:(?:{_GO})\b|"
    r"(?:resignation|retirement|departure)\b)",
    re.IGNORECASE,
)
LEFT = re.compile(
    rf"(?P<who>{PEOPLE}){_APPOSED}\s+(?:has\s+|have\s+|had\s+)?{_ADVERB}(?:resigned|retired|stepped\s+down|stepped\s+aside|departed|left|"
    r"separated\s+from|ceased|relinquished|vacated|passed\s+away|died|transitioned\s+from|"
    r"(?:was|were|has\s+been|have\s+been|is\s+being|is|are|being)\s+(?:terminated|removed|dismissed|separated|no\s+longer|leaving|stepping\s+down|"
    r"departing|retiring|resigning|relieved|placed\s+on)|"
    r"(?:mutually\s+)?agreed\s+(?:that|to\s+(?:end|resign|retire|step\s+down|separate|a\s+separation|leave|mutually|terminate)))\b",
    re.IGNORECASE,
)
WILL_GO = re.compile(
    rf"(?P<who>{PEOPLE}){_APPOSED}\s+(?:(?:will|shall|would|plans\s+to|intends\s+to|intend\s+to|has\s+decided\s+to|decided\s+to|has\s+elected\s+to|"
    rf"elected\s+to|is\s+expected\s+to|expects\s+to|determined\s+to|and\s+will)\s+{_ADVERB}(?:be\s+)?(?:{_GO}|resigning|retiring|stepping\s+down|leaving|"
    r"departing|cease|no\s+longer))\b",
    re.IGNORECASE,
)
GOING = re.compile(
    rf"\b(?:resignation|retirement|departure|termination|removal|separation|death|passing|dismissal)\s+of\s+(?P<was>[^;‹.]{{0,120}}?)(?P<who>{PEOPLE})",
    re.IGNORECASE,
)
ITS_GOING = re.compile(
    rf"(?P<who>{P})'s?\s+(?:\w+\s+)?(?:resignation|retirement|departure|separation|removal|death|passing)\b"
    rf"|(?P<ended>{P})'s?\s+(?:employment|service|tenure)\b[^;.‹]{{0,120}}?\b(?:was|were|will\s+be|has\s+been|is|will)\s+(?:terminat|end|conclud|ceas)"
    rf"|\bemployment\s+of\s+(?P<over>{P}){_APPOSED}\s+(?:(?:was|were|will\s+be|has\s+been|will|has)\s+)?(?:terminat|end|conclud|ceas)",
    re.IGNORECASE,
)
DISMISSED = re.compile(
    r"\b(?:terminated|removed|dismissed|accepted\s+the\s+resignation\s+of)\s+(?:the\s+employment\s+of\s+)?"
    rf"(?P<was>(?:(?!\b(?:and|from|by|with)\b)[^;‹.]){{0,120}}?)(?P<who>{PEOPLE})",
    re.IGNORECASE,
)
OUT_OF = re.compile(
    r"\b(?:as|from|of|with|in)\s+(?=(?:(?:his|her|their|the|its|our)\s+)?(?:current\s+)?(?:positions?|roles?|offices?|employment|service|posts?|duties|"
    r"responsibilities)?\b)(?:(?:his|her|their|its|our|the|all)\s+)?(?:current\s+)?(?:(?:positions?|roles?|offices?|employment|service|posts?|duties|"
    r"responsibilities)\s+(?:as|of|with\s+the\s+\w+\s+as)\s+)?",
    re.IGNORECASE,
)

HYPOTHETICAL = re.compile(
    r"\b(?:if|in\s+the\s+event|upon\s+(?:a|any|the\s+termination|termination)|unless|should|whether|event\s+that|in\s+case|"
    r"as\s+though|assuming|provided\s+that|nominat(?:ed|es|ion|e)\b|nominees?\b|propos(?:ed|es)\b|recommend(?:ed|s)\b|until\s+such\s+time|each\s+time|when(?:ever)?\s+(?:a|an|any)|"
    r"(?:did|does|do|has|have|had|was|were|will|is)\s+not|eligible|entitled)\b[^.;]{0,120}$",
    re.IGNORECASE,
)
"""Before a verb: then nothing has happened."""
AFTERWARDS = re.compile(
    r"^[^.;]{0,80}\b(?:without\s+cause|good\s+reason|for\s+any\s+reason|for\s+cause)\b", re.IGNORECASE
)
"""Behind a verb: then it is a clause of a contract."""
PAST = re.compile(
    r"\b(?:previously\s+served|prior\s+to\s+(?:joining|that|his|her|this|serving)|before\s+joining|formerly|most\s+recently|"
    r"began\s+(?:his|her)\s+career|has\s+served|had\s+served|has\s+been\s+(?:the|our|a|an|employed)|served\s+as|from\s+(?:\w+\s+)?(?:19|20)\d\d|"
    r"since\s+(?:\w+\s+)?(?:19|20)\d\d|earlier\s+in|holds\s+a|earned\s+a|received\s+(?:a|an|his|her)\s+\w+\s+degree)\b",
    re.IGNORECASE,
)
"""A sentence of somebody's life."""
TOLD_BEFORE = re.compile(
    r"\bpreviously\s+(?:disclosed|announced|reported|described)\b|\bas\s+(?:was\s+)?(?:disclosed|announced|reported)\s+(?:in|on)\b",
    re.IGNORECASE,
)
BY_VOTE = re.compile(r"\b(?:stock|share|unit)holders\b[^.;‹]{0,60}$", re.IGNORECASE)
"""Before a verb: an election at a meeting, which mostly is one again."""
SEAT = re.compile(
    r",?\s+to\s+fill\s+(?:the|an?|such)\s+(?:[\w-]+\s+){0,3}?(?:vacancy|directorship|seat)\b", re.IGNORECASE
)
"""Behind a person whom a board elects: a seat on it."""
LIFE = re.compile(r",?\s+who\s+(?:has|had|have|previously|most|currently|is|was|served|joined)\b[^,.;]*", re.IGNORECASE)
"""Words of somebody's life within a sentence of news."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""A year that stands alone: of a whole date nothing is left."""

FROM_WHEN = re.compile(
    r"\b(?:effective(?:ly)?|commencing|beginning|starting|as\s+of|on|until|through|upon)(?:\s+(?:as\s+of|on|upon|at|from|with|the|close|of|business|or|"
    r"about|around|immediately|following|end|day|before))*\s+«(\d+)»",
    re.IGNORECASE,
)
EFFECTIVE = re.compile(
    r"\b(?:effective(?:ly)?|commencing|beginning|starting|start(?:ing)?\s+date)\b[^‹;.«]{0,60}«(\d+)»", re.IGNORECASE
)
AT_ONCE = re.compile(
    r"\beffective(?:\s+as\s+of)?\s+(?:immediately|that\s+(?:day|date)|the\s+same\s+(?:day|date))", re.IGNORECASE
)
ON_DAY = re.compile(r"(?:\b(?:on|as\s+of|effective)\s+)«(\d+)»", re.IGNORECASE)
NUMBER = re.compile(r"‹(\d+)›")
