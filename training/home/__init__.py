"""The models of a home: which there are, which serves, and who decided so."""
