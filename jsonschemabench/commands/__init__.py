"""The subcommands of ``jsonschemabench``: a module each, imported when it is asked for."""
