"""Benchmarks: one command each (`python -m bench.NAME`), beside named peers in the same run; see README.md here."""
