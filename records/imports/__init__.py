"""The import: a folder of bureau files becomes the next snapshot, every row accounted for."""
