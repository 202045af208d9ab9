"""Rounds of funding as a rep calls them, by the names that signals have for them."""

ROUNDS = {
    "pre_seed": "pre-seed round", "seed": "seed round", "angel": "angel round", "series_a": "Series A",
    "series_b": "Series B", "series_c": "Series C", "series_d_plus": "late round (Series D or later)",
}  # fmt: skip
