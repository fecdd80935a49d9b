"""A request with an Idempotency-Key takes effect once."""
