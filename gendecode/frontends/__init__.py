"""Front ends: regular expressions, lists of options, JSON Schema and Python types, each lowered to a Grammar."""
