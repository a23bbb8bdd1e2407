"""Running a network: the Runner protocol, models of transformers behind it, loading, prompts."""
