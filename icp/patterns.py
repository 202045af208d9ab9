"""Regular expressions that a profile may use: they compile, and cannot run away on a long text."""

import re

MOST_SIGNS = 300
_MOST_REPEATS = 1000
_REPEAT = re.compile(r"[*+{]")
_REPEATS_INSIDE = re.compile(r"[*+{|]|(?<!\()\?")
_COUNTED = re.compile(r"\{(\d*),?(\d*)\}")


def pattern_error(pattern: str) -> str:
    """Why the expression is refused, in words for a person; "" for one that may be used."""
    if len(pattern) > MOST_SIGNS:
        return f"it has {len(pattern)} signs, {MOST_SIGNS} at most are accepted"
    if any(int(bound) > _MOST_REPEATS for bounds in _COUNTED.findall(pattern) for bound in bounds if bound):
        return f"it repeats something more than {_MOST_REPEATS} times"
    if _repeats_a_repeat(pattern):
        return "it repeats a group that itself repeats or has alternatives, which can take for ever on a long text"
    try:
        re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def _repeats_a_repeat(pattern: str) -> bool:
    """Whether a group that holds a repeat or alternatives is itself repeated: `(a+)+`, `(a|b)*`."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "_", pattern, flags=re.DOTALL)
    open_groups: list[int] = []
    for place, sign in enumerate(plain):
        if sign == "(":
            open_groups.append(place)
        elif sign == ")" and open_groups:
            inside = plain[open_groups.pop() : place]
            if _REPEATS_INSIDE.search(inside) and _REPEAT.match(plain, place + 1):
                return True
    return False
