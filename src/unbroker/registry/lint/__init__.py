"""Lints: what a careful maintainer sees in a registry's file by eye, each with its line; nothing here is an error."""
