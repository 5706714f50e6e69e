"""Pure functions from rows to a plotly Figure, one module per kind of chart."""
