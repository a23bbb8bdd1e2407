"""Figures as SVG that takes its colours from the page, so that they follow light and dark."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, NullFormatter

from jsonschemabench.report.curves import Figure

WIDTH = 8.6  # inches; the page scales it
ENGINES = 8
"""So many colours the page has; further engines use them again with another line."""

# Colours that stand for variables of the page, and are replaced in the SVG.
INK, GRID = "#010203", "#040506"
PLACEHOLDERS = [f"#0a0b{number:02x}" for number in range(ENGINES)]
VARIABLES = {INK: "currentColor", GRID: "var(--line)"} | {
    colour: f"var(--engine-{number})" for number, colour in enumerate(PLACEHOLDERS)
}
STEPS = {
    "µs": ((1e6, "s"), (1e3, "ms"), (1, "µs")),
    "bytes": ((1e6, "MB"), (1e3, "kB"), (1, "B")),
}
LINES = ("-", "--", ":")
SETTINGS: Any = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.parse_math": False,  # names come from anywhere, and "$ref" is one
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}


def svg(figure: Figure) -> str:
    """The figure as an ``<svg>`` element without the header of a file; the same figure always gives the same text."""
    with mpl.rc_context(SETTINGS | {"svg.hashsalt": figure.name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the browser chooses the font
        bars = figure.kind == "bars"
        canvas = Canvas(figsize=(WIDTH, _height(figure)), layout="constrained")
        axes = canvas.add_subplot()
        {"curve": _curves, "dots": _dots, "bars": _bars}[figure.kind](axes, figure)
        axes.set_xlabel(figure.y if bars else _label(figure.x))
        axes.set_ylabel("" if bars else _label(figure.y))
        canvas.legend(loc="outside upper left", ncols=4)
        out = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        canvas.savefig(out, format="svg", transparent=True, metadata=nothing)
    return _for_page(out.getvalue(), figure)


def _height(figure: Figure) -> float:
    if figure.kind != "bars":
        return 4.4
    bars = sum(len(series.x) for series in figure.series)
    return 1.2 + 0.14 * bars + 0.1 * len(figure.series[0].x)


def _label(name: str) -> str:
    """The name of an axis; nothing where the ticks say it."""
    return {"µs": "time", "bytes": "size of the schema"}.get(name, name)


def _style(number: int) -> tuple[str, str]:
    return PLACEHOLDERS[number % ENGINES], LINES[number // ENGINES % len(LINES)]


def _scale(axes: Any, figure: Figure) -> None:
    """Logarithmic axes, and ticks that say their unit."""
    for name, axis, label in (("x", axes.xaxis, figure.x), ("y", axes.yaxis, figure.y)):
        if name in figure.log:
            getattr(axes, f"set_{name}scale")("log")
            axis.set_minor_formatter(NullFormatter())
        axis.set_major_formatter(FuncFormatter(lambda value, _, unit=label: tick(value, unit)))


def tick(value: float, unit: str) -> str:
    """``1500`` "µs" as 1.5 ms, "bytes" as 1.5 kB; whatever else is a share, as per cent."""
    if unit not in STEPS:
        return f"{100 * value:.10g} %"
    size, name = next((step for step in STEPS[unit] if value >= step[0]), STEPS[unit][-1])
    return f"{value / size:g} {name}"


def _curves(axes: Any, figure: Figure) -> None:
    for number, series in enumerate(figure.series):
        colour, line = _style(number)
        axes.plot(series.x, series.y, line, color=colour, label=series.engine, linewidth=1.8)
    _scale(axes, figure)


def _dots(axes: Any, figure: Figure) -> None:
    for number, series in enumerate(figure.series):
        colour, line = _style(number)
        axes.plot(series.x, series.y, "o", color=colour, markersize=2.5, alpha=0.35, markeredgewidth=0)
        middle = series.line or ([], [])
        axes.plot(*middle, line, color=colour, label=series.engine, linewidth=2)
    _scale(axes, figure)


def _bars(axes: Any, figure: Figure) -> None:
    count = len(figure.series)
    names = list(figure.series[0].x)
    for number, series in enumerate(figure.series):
        places = [place + 0.8 * ((number + 0.5) / count - 0.5) for place in range(len(names))]
        axes.barh(places, series.y, 0.72 / count, color=_style(number)[0], label=series.engine)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, figure.y)))


def _for_page(content: str, figure: Figure) -> str:
    """Colours as variables, ids that no other figure of the page has, a title for those who cannot see it."""
    content = content[content.index("<svg") :]
    for colour, variable in VARIABLES.items():
        content = content.replace(colour, variable)
    content = re.sub(r'\bid="', f'id="{figure.name}-', content)
    content = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{figure.name}-", content)
    content = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", content, count=1)
    content = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", content, count=1)
    return content.replace("<svg", f'<svg role="img" aria-labelledby="{figure.name}-title"', 1)
