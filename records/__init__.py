"""The vocabulary of the house: contracts, the import of bureau files, the warehouse, identities."""
