"""TextBuffer: bytes in as tokens deliver them, valid text out, cut at the first stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextBuffer:
    """The text of one sequence.

    A stop string takes effect when its last byte arrives, wherever token borders fall; the text ends
    before it. Bytes that may still turn out to begin a stop string, or a character, are held back.
    Bytes that are not UTF-8 read as U+FFFD.

    Args:
        stops: stop strings in UTF-8, none empty.
    """

    def __init__(self, stops: Sequence[bytes] = ()) -> None:
        self.data = bytearray()
        self.stopped = False
        self._stops = tuple(stops)
        self._longest = max(map(len, stops), default=0)
        self._released = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    @property
    def text(self) -> str:
        """All of the text so far."""
        return self.data.decode("utf-8", errors="replace")

    def push(self, piece: bytes) -> str:
        """Append the bytes of a token. Returns the text that has become certain."""
        if self.stopped:
            return ""
        before = len(self.data)
        self.data += piece
        cut = self._first_stop(before)
        if cut is not None:
            del self.data[cut:]
            self.stopped = True
            return self._release(cut)
        return self._release(len(self.data) - self._pending())

    def finish(self) -> str:
        """The rest of the text, when nothing more will come."""
        return self._release(len(self.data)) + self._decoder.decode(b"", final=True)

    def _release(self, end: int) -> str:
        fresh = bytes(self.data[self._released : end])
        self._released = max(self._released, end)
        return self._decoder.decode(fresh)

    def _first_stop(self, before: int) -> int | None:
        """Where the stop string begins that is complete first; the longest of those that end there."""
        if not self._stops:
            return None
        for end in range(before + 1, len(self.data) + 1):
            window = self.data[max(0, end - self._longest) : end]
            hits = [len(stop) for stop in self._stops if window.endswith(stop)]
            if hits:
                return end - max(hits)
        return None

    def _pending(self) -> int:
        """Length of the longest end of the data that begins a stop string."""
        for size in range(min(self._longest - 1, len(self.data) - self._released), 0, -1):
            tail = self.data[-size:]
            if any(stop.startswith(bytes(tail)) for stop in self._stops):
                return size
        return 0
