"""The commands of `mingcha`, one module per noun."""
