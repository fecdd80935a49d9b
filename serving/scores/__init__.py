"""Risk scores for other systems: awards the scan knows, and payouts not paid yet."""
