"""Which feeds a `feed` table names: presets, lists, OPML files, and questions to Google News."""
