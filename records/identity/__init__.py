"""From a key to a person, and back from a damaged id to the people it may mean."""
