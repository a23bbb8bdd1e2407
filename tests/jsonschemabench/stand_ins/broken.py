"""An engine whose module cannot be imported."""

1 / 0  # noqa: B018
