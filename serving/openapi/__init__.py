"""The document that describes the API, and the pages beside it."""
