"""The reliability curve as an SVG: of the claims made with about this confidence, how many were right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SIZE, EDGE = 420, 48


def _place(mean: float, right: float) -> tuple[float, float]:
    return EDGE + mean * (SIZE - 2 * EDGE), SIZE - EDGE - right * (SIZE - 2 * EDGE)


def reliability(curve: Sequence[tuple[float, float, int]], title: str, into: Path) -> None:
    """Draw (mean confidence, share right, claims) of each bin; a point's area tells how many claims it stands for."""
    most = max((count for _, _, count in curve), default=1)
    x0, y0 = _place(0, 0)
    x1, y1 = _place(1, 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" font-family="sans-serif" font-size="12">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="white"/>',
        f'<text x="{SIZE / 2}" y="22" text-anchor="middle">{title}</text>',
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#444"/>',
        f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tick in range(0, 101, 20):
        x, y = _place(tick / 100, tick / 100)
        parts.append(f'<text x="{x}" y="{y0 + 16}" text-anchor="middle">{tick}</text>')
        parts.append(f'<text x="{x0 - 8}" y="{y + 4}" text-anchor="end">{tick}</text>')
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 10}" text-anchor="middle">confidence shown, per cent</text>')
    parts.append(f'<text transform="translate(14 {SIZE / 2}) rotate(-90)" text-anchor="middle">right, per cent</text>')
    points = [(*_place(mean, right), count) for mean, right, count in curve]
    if points:
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
        parts.append(f'<path d="M{line}" fill="none" stroke="#1f6feb" stroke-width="2"/>')
    for x, y, count in points:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + 9 * (count / most) ** 0.5:.1f}" fill="#1f6feb"/>')
        parts.append(f'<text x="{x + 14:.1f}" y="{y + 16:.1f}" fill="#555">{count}</text>')
    into.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
