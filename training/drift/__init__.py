"""What has moved since a model was trained, and what to do about it."""
