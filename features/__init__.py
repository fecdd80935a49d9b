"""As-of feature tables: awards by named columns, from families of SQL."""
