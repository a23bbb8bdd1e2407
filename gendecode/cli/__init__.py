"""The command `gendecode`: one file per subcommand."""
