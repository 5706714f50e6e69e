"""Furniture of the pages: frame, selection, data, words, tables, charts."""
