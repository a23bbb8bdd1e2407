"""The constraint engine and the stages inside other people's decoding loops."""
