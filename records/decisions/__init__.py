"""What people decide, and readings as of a day respect: batches, outcomes, corrections, identities."""
