"""Rounds of train, dispatch, verify in fictional counties whose truth is known, with exploration and without."""
