"""Sizes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.sizes import parse_size, size_text


@pytest.mark.parametrize(
    ("text", "size"), [("0B", 0), ("512kB", 512_000), ("10 MB", 10_000_000), ("1.5GB", 1_500_000_000), (4096, 4096)]
)
def test_a_size_is_read(text: object, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "10", "MB", "10mb", "-1MB", "1e3B", "10 M B", True, 1.5, None, [1]])
def test_what_is_no_size_is_told(text: object) -> None:
    with pytest.raises(ValueError, match=r'^expected a size such as "512kB", "10MB" or "2GB"$'):
        parse_size(text)


@given(st.integers(0, 999), st.sampled_from(["B", "kB", "MB", "GB", "TB"]))
def test_a_size_of_three_figures_is_written_as_it_was_read(number: int, unit: str) -> None:
    if number or unit == "B":
        assert size_text(parse_size(f"{number}{unit}")) == f"{number} {unit}"
