"""A scan: rules, features, scores, then cases."""
