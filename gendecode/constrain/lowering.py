"""Lowering: grammar nodes become positions of the network, each when the walk first reaches it.

``_lower(node, after)`` returns the position where ``node`` begins, given the position where the text goes
on after it. A call whose continuation is RET pushes nothing, so right recursion runs in constant stack.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from gendecode.automata.character_counts import character_counts
from gendecode.constrain import kernels as k
from gendecode.constrain import layout, object_sets
from gendecode.constrain.automata_tables import Automata
from gendecode.constrain.determinise import FEW
from gendecode.constrain.implications import implication_list, with_consequences
from gendecode.constrain.layout import UNBOUNDED
from gendecode.constrain.measured import description
from gendecode.constrain.objects import next_required
from gendecode.constrain.special import special_ranges
from gendecode.constrain.table_writer import TableWriter
from gendecode.constrain.word_counts import extra_room, word_counts
from gendecode.errors import LimitExceeded
from gendecode.grammar.ir import (
    Alt,
    Counted,
    Literal,
    Measured,
    Node,
    Object,
    Regular,
    Repeat,
    Rule,
    Seq,
    Special,
    Words,
)

if TYPE_CHECKING:
    from gendecode.constrain.lexicon import Lexicon
    from gendecode.constrain.tables import Tables

_ACCEPT, _RET = 0, layout.RETURN  # the first two positions of every network
_MAX_INLINE = 40  # nesting that is lowered at once; what lies deeper waits for the walk
_MAX_DEMANDS = 30  # of one object: a bit each in a word
_NEIGHBOURS = 16  # members of an object whose values are lowered together


_COLLECTIONS = (
    "_waiting", "_rules", "_kept", "_objects", "_punctuations", "_separators", "_shared", "_tails", "_used",
)  # fmt: skip


class Lowering(TableWriter):
    """Writes positions into the tables of one network; automata have a class of their own (automata_tables.py)."""

    def __init__(self, tables: Tables, lexicon: Lexicon) -> None:
        self._tables, self._lexicon = tables, lexicon
        self._automata = Automata(tables)
        self._waiting: list[Node] = []
        self._rules: dict[Rule, int] = {}
        self._kept: list[Node] = []  # their identities are keys, so they must stay alive
        self._objects: list[tuple[Object, list[int], int]] = []  # with the order of names, and the first slot
        self._punctuations: dict[tuple[int, ...], tuple[int, int]] = {}
        self._separators: dict[tuple[int, bool], tuple[int, int, int]] = {}
        self._shared: dict[int, int] = {}
        self._tails: dict[int | bytes, int] = {}  # nodes and literals after which nothing follows in their activation
        self._used = dict.fromkeys((k.LISTS, k.NAME_START, k.NAME_BYTES, k.SLOTS, k.NEXT_REQUIRED), 0)
        for value in (layout.EMPTY_PREFIX, layout.UNKNOWN_NAME):
            self._intern(layout.TAG_CONSTANT, [value])
        self._emit(layout.ACCEPT)
        self._emit(layout.RET)
        self._emit(layout.COMPOSITE)
        self._intern(layout.TAG_STACK, [_ACCEPT, 0, 0, layout.BOTTOM])
        # The sets of names of new objects, by whether their members are in order.
        self._nothing = (self._intern(layout.TAG_NAMES, []), self._intern(layout.TAG_NAMES, [0, 0]))

    def copy(self, tables: Tables) -> Lowering:
        """A lowering that goes on where this one is, on tables that are a copy of its own."""
        other = object.__new__(Lowering)
        other._tables, other._lexicon = tables, self._lexicon
        other._automata, other._nothing = self._automata.copy(tables), self._nothing
        for name in _COLLECTIONS:
            setattr(other, name, getattr(self, name).copy())
        return other

    def share(self, nodes: Iterable[Node]) -> list[int]:
        """Lower nodes that stand in many grammars, and know them again; where each begins."""
        for node in nodes:
            self._kept.append(node)
            self._shared[id(node)] = self._lower(node, _RET)
        return list(self._shared.values())

    def used(self) -> dict[int, int]:
        """How many places of each table are in use."""
        scalars, used = self._tables[k.SCALARS], self._used | self._automata.used()
        positions, rows, entries = (int(scalars[i]) for i in (k.N_POSITIONS, k.N_ROWS, k.N_ENTRIES))
        used |= dict.fromkeys((k.KIND, k.ARG_A, k.ARG_B, k.ARG_C, k.ARG_D), positions)
        used |= dict.fromkeys((k.START, k.TAG, k.PAYLOAD), entries + 1)
        used |= dict.fromkeys((k.ROW_WIDTH, k.ROW_SAFE), rows) | dict.fromkeys((k.ROW_READS, k.ROW_TARGETS), FEW * rows)
        used[k.SCALARS] = k.SCALAR_COUNT
        used[k.ROWS] = 256 * int(scalars[k.N_WIDE_ROWS])
        used |= {k.WORDS: int(self._tables[k.START][entries]), k.READ_STAMPS: 256}
        used[k.OBJECTS] = object_sets.OBJECT_COLUMNS * len(self._objects)
        return used

    def root(self, node: Node) -> int:
        """The position at which the whole text begins."""
        return self._lower(node, _RET)

    def expand(self, position: int, index: int) -> None:
        """Lower the node that waits at a LAZY position."""
        node = self._waiting[index]
        while isinstance(node, Rule):
            node = node.expand()
        self._redirect(position, self._lower(node, _RET))
        self._waiting[index] = Literal(b"")

    def slot_values(self, slot: int) -> None:
        """Lower what the member of a slot may hold, and its neighbours, which will be asked for next."""
        node, order, base = self._objects[int(self._tables[k.SLOTS][4 * slot + object_sets.OBJECT])]
        self._slot_value(slot)
        for other in range(base, min(base + len(order), base + _NEIGHBOURS)):
            if (
                self._tables[k.SLOTS][4 * other + object_sets.VALUE_AT] < 0
                and node.members[order[other - base]].required
            ):
                self._slot_value(other)

    def _slot_value(self, slot: int) -> None:
        obj = int(self._tables[k.SLOTS][4 * slot + object_sets.OBJECT])
        node, order, base = self._objects[obj]
        member = slot - base
        value = node.members[order[member]].value if member < len(order) else node.extras[member - len(order)].value
        rule = value
        while isinstance(value, Rule):
            value = value.expand()
        if not isinstance(rule, Rule):
            value_at = self._lower(value, _RET)
        else:
            # Once for all members that hold it: recursion comes back to the same places.
            if rule not in self._rules:
                self._rules[rule] = self._lower(value, _RET)
            value_at = self._rules[rule]
        self._tables[k.SLOTS][4 * slot + object_sets.VALUE_AT] = value_at

    def identify(self, position: int) -> tuple[bytes, int, int, bytes]:
        """What an automaton position is, independently of this network: a key for memos."""
        return self._automata.identify(position)

    def count_words(self, position: int) -> None:
        """Find out how many words remain from an automaton position on."""
        self._automata.count_words(position)

    # --- nodes --------------------------------------------------------------------------------------
    def _lower(self, node: Node, after: int, depth: int = 0) -> int:
        known = self._shared.get(id(node))
        if known is not None:
            return self._call(known, after)
        if depth > _MAX_INLINE:
            return self._call(self._lazy(node), after)
        if isinstance(node, Literal):
            return self._literal(node.data, after)
        if isinstance(node, Seq):
            if after != _RET:
                return self._seq(node.items, after, depth)
            if id(node) not in self._tails:
                self._kept.append(node)
                self._tails[id(node)] = self._seq(node.items, after, depth)
            return self._tails[id(node)]
        if isinstance(node, Alt):
            targets = list(dict.fromkeys(self._lower(item, after, depth + 1) for item in node.items))
            return self._any_of(targets)
        if isinstance(node, Regular):
            return self._call(self._automata.start(node.automaton, -1), after)
        if isinstance(node, Counted):
            return self._counted(node, -1, after)
        if isinstance(node, Measured):
            return self._measured(node, -1, after)
        if isinstance(node, Repeat):
            return self._repeat(node, after, depth)
        if isinstance(node, Object):
            return self._object(node, after, depth)
        if isinstance(node, Special):
            ranges = special_ranges(node, self._lexicon)
            listed = self._append(k.LISTS, [len(ranges), *itertools.chain.from_iterable(ranges)])
            return self._emit(layout.SPECIAL, listed, after)
        if isinstance(node, Words):
            raise TypeError("Words stand only as items of a distinct Repeat")
        if node not in self._rules:
            self._rules[node] = self._lazy(node)
        return self._call(self._rules[node], after)

    def _lazy(self, node: Node) -> int:
        self._waiting.append(node)
        return self._emit(layout.LAZY, len(self._waiting) - 1)

    def _call(self, target: int, after: int, high: int = 0, low: int = 0) -> int:
        """Start the activation at ``target`` with the register (high, low), and go on at ``after``."""
        return self._emit(layout.CALL, target, -1 if after == _RET else after, high, low)

    def _any_of(self, targets: list[int]) -> int:
        if len(targets) == 1:
            return targets[0]
        return self._emit(layout.ALT, self._append(k.LISTS, targets), len(targets))

    def _literal(self, data: bytes, after: int) -> int:
        if not data:
            return after
        if len(data) == 1:
            if after != _RET:
                return self._emit(layout.BYTE, data[0], after)
            if data not in self._tails:
                self._tails[data] = self._emit(layout.BYTE, data[0], after)
            return self._tails[data]
        begin = int(self._tables[k.SCALARS][k.N_POSITIONS])
        following = np.arange(begin + 1, begin + 1 + len(data))
        following[-1] = after
        return self._emit_block(layout.BYTE, np.frombuffer(data, np.uint8), following, len(data))

    def _seq(self, items: tuple[Node, ...], after: int, depth: int) -> int:
        """From the last item to the first. A wide region swallows the literal byte that must follow it,
        so that its exits are few."""
        flat = [item for item in items if item != Literal(b"")]
        pending = b""  # the literal that follows, not lowered yet
        for item in reversed(flat):
            if isinstance(item, Literal):
                pending = item.data + pending
                continue
            if pending and isinstance(item, Regular) and self._automata.is_wide(item.automaton):
                after = self._literal(pending[1:], after)
                after = self._call(self._automata.start(item.automaton, pending[0]), after)
            elif pending and isinstance(item, Counted) and self._automata.swallows(item.unit, pending[0]):
                after = self._literal(pending[1:], after)
                after = self._counted(item, pending[0], after)
            elif pending and isinstance(item, Measured) and self._automata.swallows(item.unit, pending[0]):
                after = self._literal(pending[1:], after)
                after = self._measured(item, pending[0], after)
            else:
                after = self._lower(item, self._literal(pending, after), depth + 1)
            pending = b""
        return self._literal(pending, after)

    def _counted(self, node: Counted, terminator: int, after: int) -> int:
        if node.low >= UNBOUNDED:
            raise LimitExceeded(f"a minimum length of {node.low} is beyond the largest count, {UNBOUNDED - 1}")
        if node.high == 0:
            return after if terminator < 0 else self._literal(bytes([terminator]), after)
        # No text that fits into memory is longer than UNBOUNDED.
        room = UNBOUNDED if node.high is None else min(node.high, UNBOUNDED)
        return self._call(self._automata.start(node.unit, terminator, counted=True), after, node.low, room)

    def _measured(self, node: Measured, terminator: int, after: int) -> int:
        if node.low >= UNBOUNDED:
            raise LimitExceeded(f"a minimum length of {node.low} is beyond the largest count, {UNBOUNDED - 1}")
        counts = character_counts(node.automaton, node.unit, node.low, node.high)
        start = self._automata.start(
            counts.automaton,
            terminator,
            describe=lambda offset: self._append(k.LISTS, description(counts, offset, self._used[k.LISTS])),
            between=counts.between,
            bounds=counts.bounds,
        )
        room = UNBOUNDED if node.high is None else min(node.high, UNBOUNDED)
        return self._call(start, after, node.low, room)

    def _repeat(self, node: Repeat, after: int, depth: int) -> int:
        if node.high == 0:
            return after
        if node.low >= UNBOUNDED:
            raise LimitExceeded(f"a minimum of {node.low} items is beyond the largest count, {UNBOUNDED - 1}")
        high = -1 if node.high is None or node.high >= UNBOUNDED else node.high
        cap = max(node.low, len(node.first)) if high < 0 else high
        items = [self._item(node, item, depth) for item in node.first]
        rest = -1 if node.item is None else self._item(node, node.item, depth)
        item, after_item, separator = self._separated(node, depth)
        info = self._append(k.LISTS, [node.low, high, cap, rest, separator, after_item, len(items), *items])
        seen = self._nothing[False] if node.distinct else 0
        return self._call(self._any_of([item] if node.low > 0 else [_RET, item]), after, info, seen)

    def _item(self, node: Repeat, item: Node, depth: int) -> int:
        """Where an item of a repetition begins; of a distinct one, where in LISTS it is described."""
        if not node.distinct:
            return self._lower(item, _RET, depth + 1)
        if not isinstance(item, Words):
            raise TypeError(f"the items of a distinct Repeat are Words, not {item!r:.60}")
        start = -1 if item.automaton is None else self._automata.start(item.automaton, -1, once=True)
        composites = -1 if item.node is None else self._lower(item.node, _RET, depth + 1)
        if composites >= 0:
            self._tables[k.SCALARS][k.RECORDING] = 1
        return self._append(k.LISTS, [start, composites])

    def _separated(self, node: Repeat, depth: int) -> tuple[int, int, int]:
        """The places of a repetition with this separator: before an item, after an item, at the separator.

        They are the same for all repetitions, distinct or not; which one it is stands in the register.
        """
        key = id(node.separator), node.distinct
        if key not in self._separators:
            self._kept.append(node.separator)
            item = self._emit(layout.NEXT_WORD if node.distinct else layout.ITEM)
            after_item = self._emit(layout.AFTER_WORD if node.distinct else layout.AFTER_ITEM)
            self._separators[key] = item, after_item, self._lower(node.separator, item, depth + 1)
        return self._separators[key]

    # --- objects ------------------------------------------------------------------------------------
    def _object(self, node: Object, after: int, depth: int) -> int:
        if node.high == 0:
            return self._lower(Seq((Literal(b"{"), node.empty)), after, depth + 1)
        if node.demands > _MAX_DEMANDS:
            raise LimitExceeded(f"{node.demands} demands on one object; at most {_MAX_DEMANDS} can be told apart")
        node = with_consequences(node)
        opened, colon = self._punctuation(node)
        obj, in_order = len(self._objects), node.order == "declared"
        order = sorted(range(len(node.members)), key=[member.name for member in node.members].__getitem__)
        base = self._slots(obj, node, order)
        self._objects.append((node, order, base))
        row = (
            len(order),
            self._names([node.members[i].name for i in order]),
            base,
            len(node.extras),
            colon,
            in_order,
            node.low,
            -1 if node.high is None else min(node.high, UNBOUNDED),
            sum(member.required for member in node.members),
            self._append(k.NEXT_REQUIRED, next_required(node)) if in_order else 0,
            node.demands,
            extra_room(node) if node.extras else 0,
            self._append(k.LISTS, implication_list(node, order, self._used[k.LISTS])) if node.implies else -1,
        )
        begin = obj * object_sets.OBJECT_COLUMNS
        if begin + object_sets.OBJECT_COLUMNS > len(self._tables[k.OBJECTS]):
            self._tables.grow(k.OBJECTS, begin + object_sets.OBJECT_COLUMNS)
        self._tables[k.OBJECTS][begin : begin + object_sets.OBJECT_COLUMNS] = row
        return self._call(opened, after, obj, self._nothing[in_order])

    def _punctuation(self, node: Object) -> tuple[int, int]:
        """Where an object with this punctuation begins, and where it goes on after a name: one for all such objects."""
        parts = (node.lead, node.colon, node.comma, node.close, node.empty)
        key = tuple(map(id, parts))
        if key not in self._punctuations:
            self._kept.extend(parts)
            names = self._literal(b'"', self._emit(layout.NAMES))
            comma, close = self._lower(node.comma, names), self._lower(node.close, _RET)
            value = self._emit(layout.VALUE, self._emit(layout.AFTER_VALUE, comma, close))
            opened = self._emit(layout.OPENED, self._lower(node.lead, names), self._lower(node.empty, _RET))
            self._punctuations[key] = self._literal(b"{", opened), self._lower(node.colon, value)
        return self._punctuations[key]

    def _names(self, names: list[bytes]) -> int:
        data = self._append(k.NAME_BYTES, np.frombuffer(b"".join(names), np.uint8))
        return self._append(k.NAME_START, list(itertools.accumulate(map(len, names), initial=data)))

    def _slots(self, obj: int, node: Object, order: list[int]) -> int:
        """A slot for each declared member, then one for each kind of extra; where they begin."""
        known, members = self._shared, node.members
        rows: list[int] = []
        for i in order:
            _, value, required = members[i]
            rows += (obj, known.get(id(value), -1), required, i)
        for names, value, gives in node.extras:
            start = self._automata.start(names, layout.QUOTE, once=True)
            rows += (obj, known.get(id(value), -1), 2 * gives + (not word_counts(names).endless.all()), start)
        return self._append(k.SLOTS, rows) // 4
