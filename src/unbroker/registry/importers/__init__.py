"""Importers: one module for each shape of file; `shapes` lists them, and knows a file by its header."""
