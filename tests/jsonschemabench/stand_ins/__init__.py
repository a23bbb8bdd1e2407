"""Engines for the tests of the harness: one that is right, and others that are wrong each in its way."""
