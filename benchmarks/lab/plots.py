"""Curves as small SVG files, readable on light and on dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import log10

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 190, 34, 48
COLOURS = ("#3b7dd8", "#c2571a", "#2e8b57", "#8a5fbf")
DASHES = ("", "6 4", "2 4", "10 4 2 4")  # so that colour is not all that tells curves apart
GREY = "#808080"


@dataclass(frozen=True)
class Curve:
    name: str
    points: Sequence[tuple[float, float]]  # x, and a share from 0 to 1


@dataclass(frozen=True)
class Plot:
    """Shares over numbers on a logarithmic axis; ``target`` is a line across, with its name."""

    title: str
    axis: str
    curves: Sequence[Curve]
    target: tuple[float, str]

    def svg(self) -> str:
        xs = sorted({x for curve in self.curves for x, _ in curve.points})
        low, high = log10(xs[0]), log10(xs[-1])

        def place(x: float, share: float) -> tuple[float, float]:
            part = (log10(x) - low) / (high - low) if high > low else 0.5
            return (
                LEFT + part * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM),
            )

        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif" '
            f'font-size="12" fill="{GREY}">',
            f"<title>{escape(self.title)}</title>",
            _text(LEFT, 18, self.title, size=14),
            _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, self.axis, anchor="middle"),
        ]
        for share in (0, 0.25, 0.5, 0.75, 1):
            x, y = place(xs[0], share)
            lines += [_line(LEFT, y, WIDTH - RIGHT, y, 0.3)]
            lines += [_text(LEFT - 8, y + 4, f"{share:.0%}", anchor="end")]
        for x in xs:
            at, y = place(x, 0)
            lines.append(_text(at, y + 18, f"{x:,g}", anchor="middle"))
        goal, name = self.target
        _, y = place(xs[0], goal)
        lines += [_line(LEFT, y, WIDTH - RIGHT, y, 1), _text(WIDTH - RIGHT + 8, y + 4, name)]
        for number, curve in enumerate(self.curves):
            lines += _drawn(curve, place, number)
        return "\n".join([*lines, "</svg>"]) + "\n"


def _drawn(curve: Curve, place, number: int) -> list[str]:
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    points = [place(x, share) for x, share in curve.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    y = TOP + 10 + 34 * number
    x = WIDTH - RIGHT + 12
    lines = [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>',
        f'<line x1="{x}" y1="{y}" x2="{x + 24}" y2="{y}" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>',
    ]
    lines += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
    words = curve.name.split(", ")
    lines += [_text(x + 30, y + 4 + 13 * line, part) for line, part in enumerate(words)]
    return lines


def _text(x: float, y: float, words: str, size: int = 12, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, width: float) -> str:
    return (
        f'<line x1="{x1:.0f}" y1="{y1:.1f}" x2="{x2:.0f}" y2="{y2:.1f}" stroke="{GREY}" '
        f'stroke-width="{width}"/>'
    )
