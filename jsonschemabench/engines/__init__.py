"""The engines that are measured: one module each, found by its name."""
