"""The peer: some of our rules and feature families as a good analyst would write them in pandas.

Whole columns at a time (merge, groupby, transform), nothing row by row, narrow tables, codes as categories; nothing of
ours is called but the reading of standards. It is spared what pandas would do worst: the evidence of hits, the yuan to
recover, the place of a fact in its file. A test holds both equal on a small city (hits with band, strength, payouts and
yuan; columns to five digits), so a rule that changes here without changing there fails it.

    covered.py   which rules and families: the one list
    tables.py    a snapshot in pandas, as known on a day, and what rules share
    rules/       offending payouts by rule; hits.py: offending payouts -> hits
    families/    columns by family
    run.py       both sides, as `python -m experiments.peer ours|pandas HOME` runs them
"""
