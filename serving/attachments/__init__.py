"""Photos and documents of a visit: checked, kept under their digest in the home, never served from a web folder."""
