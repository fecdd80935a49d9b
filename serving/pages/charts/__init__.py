"""Charts as SVG from Altair, drawn on the server and kept; one module per chart."""
