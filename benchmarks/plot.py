"""A plot of cost against size, both axes logarithmic, as SVG that needs nothing to be drawn.

A chart is a title and lines; a line is a name, points (size, seconds), and whether it stands out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 620, 400, 60, 40, 190, 50
COLOURS: Final = ("#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#117a65", "#616a6b", "#a04000")
QUIET: Final = "#c3ccd3"
STYLE: Final = (
    "text{font:12px sans-serif;fill:#333}.t{font-size:14px;font-weight:bold}.g{stroke:#e5e5e5}"
    ".a{stroke:#555}.l{fill:none;stroke-width:2}.q{fill:none;stroke-width:1}"
    "@media(prefers-color-scheme:dark){svg{background:#fff}}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing's cost: its points, by size, and whether it has a colour and a name in the plot."""

    name: str
    points: tuple[tuple[float, float], ...]
    stands_out: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines with one pair of axes."""

    title: str
    lines: Sequence[Line]


def svg(charts: Sequence[Chart]) -> str:
    """Charts one below the other."""
    drawn = [_chart(chart, number * HEIGHT) for number, chart in enumerate(charts)]
    height = HEIGHT * len(charts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img">\n<title>Cost against size</title>\n<style>{STYLE}</style>\n'
        + "".join(drawn)
        + "</svg>\n"
    )


def decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten between which values lie.

    >>> decades([20, 3000])
    (1, 4)
    """
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


@dataclass(frozen=True, slots=True)
class _Axes:
    across: tuple[int, int]
    up: tuple[int, int]
    top: float

    def place(self, size: float, cost: float) -> tuple[float, float]:
        """Where a point stands in the picture."""
        across = (math.log10(size) - self.across[0]) / (self.across[1] - self.across[0])
        up = (math.log10(cost) - self.up[0]) / (self.up[1] - self.up[0])
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            self.top + HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )


def _chart(chart: Chart, top: float) -> str:
    points = [point for line in chart.lines for point in line.points]
    if not points:
        return ""
    axes = _Axes(decades([x for x, _ in points]), decades([y for _, y in points]), top)
    title = f'<text class="t" x="{LEFT}" y="{top + 22}">{escape(chart.title)}</text>\n'
    return title + _grid(axes) + _lines(chart.lines, axes)


def _grid(axes: _Axes) -> str:
    (left, right), (low, high) = axes.across, axes.up
    drawn = []
    for power in range(left, right + 1):
        (x, bottom), (_, top) = axes.place(10**power, 10**low), axes.place(10**power, 10**high)
        drawn.append(f'<path class="g" d="M{x:.1f} {bottom:.1f}V{top:.1f}"/>\n')
        drawn.append(f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{_count(power)}</text>\n')
    for power in range(low, high + 1):
        (x, y), (end, _) = axes.place(10**left, 10.0**power), axes.place(10**right, 10.0**power)
        drawn.append(f'<path class="g" d="M{x:.1f} {y:.1f}H{end:.1f}"/>\n')
        drawn.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{_duration(power)}</text>\n')
    x, y = axes.place(10**left, 10.0**low)
    end, top = axes.place(10**right, 10.0**high)
    drawn.append(f'<path class="a" fill="none" d="M{x:.1f} {top:.1f}V{y:.1f}H{end:.1f}"/>\n')
    drawn.append(f'<text x="{(x + end) / 2:.1f}" y="{y + 38:.1f}" text-anchor="middle">triples</text>\n')
    return "".join(drawn)


def _lines(lines: Sequence[Line], axes: _Axes) -> str:
    labels = []
    drawn = [
        f'<path class="q" stroke="{QUIET}" d="{_path(line, axes)}"/>\n'
        for line in lines
        if not line.stands_out
    ]
    for number, line in enumerate(line for line in lines if line.stands_out):
        colour = COLOURS[number % len(COLOURS)]
        drawn.append(f'<path class="l" stroke="{colour}" d="{_path(line, axes)}"/>\n')
        for point in line.points:
            x, y = axes.place(*point)
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>\n')
        labels.append((axes.place(*line.points[-1]), line.name, colour))
    return "".join(drawn) + _labels(labels)


def _path(line: Line, axes: _Axes) -> str:
    places = (axes.place(*point) for point in line.points)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _labels(labels: list[tuple[tuple[float, float], str, str]]) -> str:
    """Names at the right-hand side, none over another."""
    drawn, lowest = [], -math.inf
    for (_, y), name, colour in sorted(labels, key=lambda label: label[0][1]):
        lowest = max(y, lowest + 15)
        place = f'x="{WIDTH - RIGHT + 12}" y="{lowest + 4:.1f}"'
        drawn.append(f'<text {place} style="fill:{colour}">{escape(name)}</text>\n')
    return "".join(drawn)


def _count(power: int) -> str:
    names = {3: "1 k", 4: "10 k", 5: "100 k", 6: "1 M", 7: "10 M", 8: "100 M"}
    return names.get(power, f"1e{power}")


def _duration(power: int) -> str:
    return f"{10 ** (power + 3)} ms" if -3 <= power < 0 else f"{10.0**power:g} s"
