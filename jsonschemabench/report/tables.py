"""The tables of a report, made of the records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jsonschemabench.measure import OUTCOMES, PASSED, Record
from jsonschemabench.report.table import Cell, Table, best, count, megabytes, number, ratio, seconds, share, text, time
from jsonschemabench.stats import FIGURES, JUDGED, KINDS, RULES, EngineTimes, Figures, engines_of
from jsonschemabench.targets import Verdict

ALL_CASES = "all cases of the run"
SLOWEST = 5
SLOW: tuple[tuple[str, Callable[[Record], float]], ...] = (
    ("first mask", lambda record: record.first_mask or 0.0),
    ("one mask", lambda record: max(record.masks, default=0.0)),
)
REASONS = 12


def outcomes(records: Sequence[Record]) -> Table:
    """How every schema ended, by engine."""
    names = engines_of(records)
    counts = Counter((record.engine, record.outcome) for record in records)
    totals = Counter(record.engine for record in records)
    rows = [[text(outcome), *(share(counts[name, outcome], totals[name]) for name in names)] for outcome in OUTCOMES]
    rows.append([text("all"), *(count(totals[name]) for name in names)])
    return Table("outcomes", "outcomes", ALL_CASES, ["outcome", *names], rows)


def coverage(records: Sequence[Record]) -> Table:
    """The three shares of the paper, without a model: what is taken, what is right, what is right of what is taken."""
    names = engines_of(records)
    found = {name: [record.outcome for record in records if record.engine == name] for name in names}
    taken = {name: sum(outcome in JUDGED for outcome in found[name]) for name in names}
    right = {name: found[name].count(PASSED) for name in names}
    rows = [
        [text("declared"), *(share(taken[name], len(found[name])) for name in names)],
        [text("empirical"), *(share(right[name], len(found[name])) for name in names)],
        [text("compliance"), *(share(right[name], taken[name]) for name in names)],
    ]
    note = (
        f"{ALL_CASES}; declared: compiled and followed to the end of its instances; empirical: every valid instance "
        "accepted and every invalid one rejected; compliance: the second as a share of the first"
    )
    return Table("coverage", "coverage", note, ["coverage", *names], rows)


def by_subset(records: Sequence[Record]) -> Table:
    """Which share each engine passes, subset by subset."""
    names = engines_of(records)
    cases: dict[str, set[str]] = defaultdict(set)
    passed: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for record in records:
        subset = record.subset or "(none)"
        cases[subset].add(record.name)
        seen[subset, record.engine] += 1
        passed[subset, record.engine] += record.outcome == PASSED
    rows = [
        [text(subset), count(len(cases[subset])), *(share(passed[subset, name], seen[subset, name]) for name in names)]
        for subset in sorted(cases)
    ]
    return Table("subsets", "passed, by subset", ALL_CASES, ["subset", "cases", *names], rows)


def times(figures: Mapping[str, EngineTimes], rule: str, cases: int | None = None) -> Table:
    """Percentiles of every kind of time, in microseconds, by a rule of :data:`jsonschemabench.stats.RULES`."""
    rows = []
    for kind, label in KINDS.items():
        found: list[Figures] = [getattr(engine, kind) for engine in figures.values()]
        if any(one.count for one in found):
            for point in FIGURES:
                cells = [time(one.values.get(point)) for one in found]
                rows.append([text(f"{label}, {point}"), *(cells if rule == "own" else best(cells))])
            rows.append([text(f"{label}, count"), *(count(one.count) for one in found)])
    selection = f"{cases} cases: " if cases is not None else ""
    return Table(f"times-{rule}", f"time in µs, {rule} cases", selection + RULES[rule], ["time", *figures], rows)


def ratios(figures: Mapping[str, EngineTimes], baseline: str, cases: int) -> Table:
    """Every engine's times as a multiple of the baseline's."""
    others = [name for name in figures if name != baseline]
    rows = []
    for kind, label in KINDS.items():
        base: Figures = getattr(figures[baseline], kind)
        for point in FIGURES if base.count else ():
            values = [getattr(figures[name], kind).values.get(point) for name in others]
            rows.append([text(f"{label}, {point}"), *(_quotient(value, base.values[point]) for value in values)])
    title = f"times as multiples of those of {baseline} (below 1 is faster)"
    return Table("ratios", title, f"{cases} cases: {RULES['common']}", ["time", *others], rows)


def _quotient(value: float | None, base: float) -> Cell:
    return ratio(value / base) if base and value is not None else Cell("")


def targets(rows: Sequence[Verdict], title: str) -> Table:
    """Each target with both sides, the ratio, the bound, and whether it is met."""
    cells = []
    for row in rows:
        absolute = row.theirs is None
        cells.append(
            [
                text(row.name),
                Cell(f"{number(row.ours)} {row.unit}", row.ours),
                Cell("") if row.theirs is None else Cell(f"{number(row.theirs)} {row.unit}", row.theirs),
                Cell("") if absolute else ratio(row.ratio),
                Cell(f"≤ {row.bound:g}" + (f" {row.unit}" if absolute else ""), row.bound),
                Cell("met" if row.met else "missed", mark="" if row.met else "alert"),
            ]
        )
    columns = ["", "ours", "theirs", "ratio", "target", "verdict"]
    return Table("targets", title, f"times on the common cases: {RULES['common']}", columns, cells, frozenset({0, 5}))


def costs(engines: Mapping[str, Any]) -> Table:
    """What each engine costs once, before any schema, and the memory of its process."""
    described = list(engines.values())
    names = dict.fromkeys(name for one in described for name in one.get("costs", {}))
    rows = [[text(f"{name}, s"), *(seconds(one.get("costs", {}).get(name)) for one in described)] for name in names]
    if described:
        rows += [
            [text("tokenizer loaded, MB"), *(megabytes(one.get("resident at first")) for one in described)],
            [text("after all cases, MB"), *(megabytes(one.get("resident at last")) for one in described)],
            [text("restarts"), *(count(one.get("restarts", 0)) for one in described)],
            [text("settings"), *(text(str(one.get("settings", ""))) for one in described)],
        ]
    return Table("costs", "one-off costs and the process", "in none of the times", ["cost", *engines], rows)


def memory(records: Sequence[Record]) -> Table:
    """What a case takes above what the process held before it."""
    names = engines_of(records)
    found = [Figures.of([record.memory for record in records if record.engine == name]) for name in names]
    rows = [[text(point), *(megabytes(one.values[point]) for one in found)] for point in FIGURES]
    note = f"{ALL_CASES}; the peak of the process above its level before the case"
    measured = any(one.values["max"] for one in found)  # a process that says nothing says 0 each time
    return Table("memory", "memory of a case in MB", note, ["memory", *names], rows if measured else [])


def slowest(records: Sequence[Record]) -> Table:
    """The cases behind the maxima: longest first masks and longest single masks of each engine."""
    rows = []
    for name in engines_of(records):
        mine = [record for record in records if record.engine == name and record.outcome in JUDGED]
        for what, quantity in SLOW:
            for record in sorted(mine, key=quantity, reverse=True)[:SLOWEST]:
                sizes = [count(record.schema_bytes), count(record.tokens or sum(record.lengths))]
                rows.append([text(name), text(what), text(record.name), time(quantity(record)), *sizes])
    columns = ["engine", "what", "case", "µs", "schema bytes", "tokens"]
    note = f"the {SLOWEST} slowest of each kind, among the schemas that the engine compiled, right or wrong"
    return Table("slowest", "slowest cases", note, columns, rows, frozenset({0, 1, 2}))


def by_keyword(records: Sequence[Record]) -> Table:
    """How often an engine does not pass a schema that uses a keyword."""
    names = engines_of(records)
    cases: dict[str, set[str]] = defaultdict(set)
    failed: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for record in records:
        for keyword in record.keywords:
            cases[keyword].add(record.name)
            seen[keyword, record.engine] += 1
            failed[keyword, record.engine] += record.outcome != PASSED
    worst = sorted(cases, key=lambda word: (-sum(failed[word, name] for name in names), word))
    rows = [
        [text(word), count(len(cases[word])), *(share(failed[word, name], seen[word, name]) for name in names)]
        for word in worst
    ]
    note = f"{ALL_CASES}; a schema counts under each of its keywords, so a keyword may only keep bad company"
    return Table("keywords", "not passed, by keyword in the schema", note, ["keyword", "cases", *names], rows)


def reasons(records: Sequence[Record]) -> Table:
    """What engines say when they do not pass a case, the most frequent first."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for record in records:
        if record.outcome != PASSED:
            counts[record.engine][record.outcome, kind_of(record.reason)] += 1
    rows = [
        [text(name), text(outcome), text(reason), count(number)]
        for name in engines_of(records)
        for (outcome, reason), number in counts[name].most_common(REASONS)
    ]
    note = f"{ALL_CASES}; the {REASONS} most frequent of each engine"
    return Table("reasons", "reasons", note, ["engine", "outcome", "reason", "cases"], rows, frozenset({0, 1, 2}))


def kind_of(reason: str) -> str:
    """A reason without its place: ``UnsupportedError: oneOf``; ``an instance`` where only its number stands."""
    first = reason.split("\n", 1)[0].split(" at ", 1)[0]
    return "an instance" if first.startswith("instance ") and first[9:].isdigit() else first[:70]
