"""Whether a model burdens one group of beneficiaries more than others."""
