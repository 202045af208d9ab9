"""Page classes: what a visited page says about the visitor's interest."""

import re
from collections.abc import Mapping
from fnmatch import translate
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from streams.policy import PageClass

NO_CLASS = "none"


class Pages:
    """The page classes of a policy, compiled; the first match wins."""

    def __init__(self, classes: Mapping[str, PageClass]) -> None:
        self.classes = classes
        self._names = [*classes]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._class_of_path = lru_cache(maxsize=8192)(self._first_match)

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple(
            (name, re.compile("|".join(translate(glob.lower()) for glob in page.match) or r"(?!)"))
            for name, page in self.classes.items()
        )

    def _first_match(self, path: str) -> str:
        return next((name for name, pattern in self._patterns if pattern.match(path)), NO_CLASS)

    def class_of(self, details: Mapping[str, Any], url: str | None) -> str:
        """The class of a visit: the tracker's own `page_class`, else by path; too short a known dwell is no visit."""
        given = details.get("page_class")
        name = given if isinstance(given, str) and given in self.classes else self._class_of_path(path_of(details, url))
        page = self.classes.get(name)
        dwell = details.get("dwell")
        if page and isinstance(dwell, (int, float)) and dwell < page.dwell.total_seconds():
            return NO_CLASS
        return name

    def number(self, name: str) -> int:
        """The number of a class, the same as long as these pages live; classes of no policy get one as they come."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self._names)
            self._names.append(name)
        return found

    def name(self, number: int) -> str:
        """The class that has this number."""
        return self._names[number]

    def points(self, name: str) -> float:
        """Points of a visit to a page of that class."""
        page = self.classes.get(name)
        return page.points if page else 0.0


def path_of(details: Mapping[str, Any], url: str | None) -> str:
    """The visited page's path in lower case, from `details.page`, `.path` or the url; "/" where none is known."""
    given = details.get("page") or details.get("path") or url
    return _path(given) if isinstance(given, str) else "/"


@lru_cache(maxsize=8192)
def _path(text: str) -> str:
    try:
        path = urlsplit(text[:2000]).path
    except ValueError:
        path = text.split("?")[0]
    return "/" + path.lower().strip("/")
