"""Cases: awards that were put before an inspector."""
