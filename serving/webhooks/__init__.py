"""Tell other systems what happened: signed, repeated until they have it."""
