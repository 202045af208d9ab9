"""People in a report: their names, and the surnames by which it goes on to call them."""

import re

_INITIAL = r"(?:[A-Z]\.){1,3}|[A-Z]{1,2}(?=\s)"
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_SMALL = "a-zà-öø-ÿ"
_BEFORE = r"(?:Mc|Mac|De|Di|La|Le|Van|O'|D'|St\.?\s)?"
_WORD = rf"(?:{_BEFORE}[A-ZÀ-ÖØ-Þ][{_SMALL}]+(?:[-'](?!s\b)[A-Z]?[{_SMALL}]+)*[A-Z]?[{_SMALL}]*)"
_PARTICLE = r"(?:de|del|della|de\s+la|di|da|dos|du|van|van\s+der|van\s+den|von|der|den|ter|le|la|bin|al|el)"
_TOKEN = rf"(?:{_INITIAL}|{_WORD})"
_SUFFIX = r"(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
_SPOKEN = r"(?:Mr|Ms|Mrs|Miss|Mx|Dr|Prof|Professor|Sir|Dame)\b\.?"
_RANKS = (
    "Hon|Gen|General|Capt|Captain|Major|Colonel|Commander|Lt|Col|Maj|Adm|Admiral|Ambassador|Senator|Governor|Lord|Lady"
)
HONORIFIC = rf"(?:{_SPOKEN}|(?:{_RANKS})\b\.?)"
_SHORT = re.compile(rf"{_SPOKEN}\s+(?P<name>(?:{_PARTICLE}\s+)?{_WORD}(?:\s+{_WORD})?)")
_RUN = re.compile(rf"(?:{HONORIFIC}\s+)?{_TOKEN}(?:[ ]+(?:{_PARTICLE}[ ]+)?{_TOKEN})*{_SUFFIX}")
_DEGREE = re.compile(
    r",?\s+(?:Ph\.?\s?D|M\.?\s?D|J\.?\s?D|C\.?P\.?A|M\.?B\.?A|Esq(?:uire)?|C\.?F\.?A|Pharm\.?\s?D|D\.?V\.?M|R\.?N|D\.?Sc|Sc\.?D|"
    r"LL\.?[BMD]|M\.?P\.?H|D\.?O|M\.?Sc|P\.?E|FACP|MBBS|USN|USMC|\(?(?:Ret|ret)\.?\)?)\b\.?(?=[\s,;.]|$)"
)
_AGE = re.compile(r",?\s+(?:age[d]?\s+)?\d\d(?:\s+years\s+old)?(?=,)|,?\s+age[d]?\s+\d\d\b")
_NEVER = re.compile(
    r"(?:chief|officer|officers|executive|financial|operating|accounting|president|vice|senior|director|directors|chair|"
    r"chairman|chairwoman|chairperson|board|committee|company|corporation|corp|inc|incorporated|llc|ltd|limited|lp|plc|bank|"
    r"bancorp|holdings?|group|partners|capital|trust|fund|exchange|act|section|item|items|exhibit|form|report|agreement|plan|"
    r"program|policy|letter|stock|common|class|series|shares?|units?|options?|award|awards|incentive|equity|compensation|"
    r"nominating|governance|corporate|audit|risk|annual|meeting|stockholders?|shareholders?|securities|rule|regulation|nasdaq|"
    r"nyse|new|york|united|states|north|south|america|american|general|counsel|secretary|treasurer|controller|principal|"
    r"interim|acting|managing|head|global|effective|upon|on|in|the|this|that|as|at|by|for|from|with|also|if|following|prior|"
    r"pursuant|under|during|since|before|after|he|she|they|his|her|mr|ms|mrs|dr|separation|employment|offer|consulting|"
    r"transition|release|press|date|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|university|college|school|departure|election|appointment|"
    r"resignation|retirement|certain|named|compensatory|arrangements|inducement|restricted|performance|base|salary|severance|"
    r"change|control|good|reason|cause|code|business|technology|technologies|sciences|therapeutics|pharmaceuticals|systems|"
    r"solutions|industries|international|energy|health|healthcare|medical|financial|services|management|operations|sales|"
    r"marketing|finance|human|resources|product|products|research|development|strategy|legal|information|digital|people|"
    r"investor|relations|administration|supply|chain|engineering|commercial|customer|growth|revenue|no|not|there|each|all|"
    r"other|additionally|accordingly|furthermore|moreover|however|concurrently|simultaneously|separately|biographical|"
    r"eastern|pacific|central|time|indemnification|lead|independent|presiding|outside|employee|non-employee|executives?|captain|founder|co-founder|related|party|transactions?|family|relationships?|registrant|issuer|partnership|its|our|and|or|of|to|an|a|"
    r"cooperation|support|investment|investors?|nomination|letter|material|terms|current|whose|who|when|while|until|such|mutual)",
    re.IGNORECASE,
)


_FIRM = re.compile(
    r"(?:company|corporation|corp|inc|incorporated|llc|ltd|limited|lp|plc|bank|bancorp|bancshares|holdings?|group|partners|"
    r"capital|trust|fund|university|college|technologies|systems|industries|therapeutics|pharmaceuticals|sciences|energy|"
    r"llp|co|association|foundation|institute|school|international|solutions|financial)\.?",
    re.IGNORECASE,
)
"""A word that makes what stands before it the name of a firm."""
_FIRM_BEHIND = re.compile(rf",?\s+{_FIRM.pattern}(?=[\s,.;)]|$)")


def undecorated(text: str) -> str:
    """The text without degrees and ages behind names."""
    return _AGE.sub("", _DEGREE.sub("", text))


class People:
    """The people of a text, each by one number; "Mr. Doe" is the Doe whom the text names in full, wherever it does."""

    def __init__(self, text: str) -> None:
        self.names: list[str] = []
        self._of_surname: dict[str, list[int]] = {}
        for run in _RUN.finditer(text):
            for name in _full_names(run):
                self._number(name)

    def marked(self, sentence: str) -> str:
        """The sentence with each person as ‹number›."""
        return _RUN.sub(self._mark, _SHORT.sub(self._mark_short, sentence))

    def _mark(self, run: re.Match[str]) -> str:
        text = run[0]
        for name in _full_names(run):
            mark = f"‹{self._number(name)}›"
            text = re.sub(rf"(?:{HONORIFIC}\s+)*{re.escape(name)}", mark, text, count=1)
        return text

    def _mark_short(self, found: re.Match[str]) -> str:
        """The person called by surname; what follows it in the same row of capital words stays."""
        words = found["name"].split()
        if len(words) > 1 and _is_name(words[-1]) and (_surname(found["name"]) in self._of_surname):
            return f"‹{self._number(found['name'], spoken=True)}›"
        known = self._of_surname.get(words[0].lower())
        if known is None and len(words) > 1 and _is_name(words[-1]):
            return found[0]  # a full name behind its honorific
        rest = " ".join(words[1:])
        number = known[0] if known else self._number(words[0])
        return f"‹{number}›{f' {rest}' if rest else ''}"

    def _number(self, name: str, *, spoken: bool = False) -> int:
        """The number of a name; of one behind "Mr." the words before the surname may belong to it."""
        numbers = self._of_surname.setdefault(_surname(name), [])
        for number in numbers:
            if spoken or _same(self.names[number], name):
                if len(name) > len(self.names[number]):
                    self.names[number] = name
                return number
        self.names.append(name)
        numbers.append(len(self.names) - 1)
        return numbers[-1]


def _surname(name: str) -> str:
    words = re.sub(r",?\s+(?:Jr|Sr|II|III|IV)\b\.?$", "", name).split()
    return words[-1].lower()


def _same(known: str, other: str) -> bool:
    """Whether two names of one surname are one person's: "Robert J. Doe" and "Robert Doe", or the surname alone."""
    one, two = known.split(), other.split()
    return len(one) == 1 or len(two) == 1 or one[0][0] == two[0][0]


def _is_name(word: str) -> bool:
    return not _NEVER.fullmatch(word.strip(".,"))


def _full_names(run: re.Match[str]) -> list[str]:
    """The names of a run of capital words: what words that no name has leave of it, but for firms' names."""
    found: list[str] = []
    words: list[str] = []
    firm = "Inc" if _FIRM_BEHIND.match(run.string, run.end()) else "."
    for word in [*run[0].split(), firm]:
        if word != firm and _of_a_name(word):
            words.append(word)
            continue
        name = re.sub(r"^(?:(?:de|van|von|la|le|el|al)\s+)+", "", " ".join(words))
        if _is_full(name) and not _FIRM.fullmatch(word):
            found.append(name.rstrip(","))
        words = []
    return found


def _of_a_name(word: str) -> bool:
    return (_is_name(word) or bool(_INITIALS.fullmatch(word))) and not re.fullmatch(HONORIFIC, word)


def _is_full(name: str) -> bool:
    return len(name.split()) > 1 and name[0].isupper() and bool(re.search(_WORD, name))
