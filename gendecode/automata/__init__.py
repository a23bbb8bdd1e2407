"""Regular languages over bytes: character sets, automata and their algebra, regular expressions."""
