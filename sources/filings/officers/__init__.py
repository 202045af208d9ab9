"""Item 5.02 of an 8-K: who came, who left, in which role and from when. Text in, changes out; pure.

The language of these reports is regular, so each sentence is first marked: people, dates and roles are found by what
they look like, and a few patterns then tell who does what. See `reader.changes`.
"""
