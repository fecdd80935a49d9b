"""Corrections of registers: recorded with an outcome, listed for the bureau that owns the register, withdrawn."""
