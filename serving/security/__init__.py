"""Permission, cookies, forms, keys."""
