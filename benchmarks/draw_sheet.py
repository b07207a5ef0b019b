"""CPU time and size of a sheet.

Run: python -m benchmarks.draw_sheet
"""

import io
import random
import statistics
import time

from PIL import Image

from captcha.pictures.prompts import PROMPTS
from captcha.pictures.sheet import LARGE, SMALL, Grid, draw_sheet

SHEETS = 200


def main() -> None:
    measure(SMALL)
    measure(LARGE)


def measure(grid: Grid) -> None:
    answer = frozenset({1, 4, 5, 9})
    spent, padded, lengths = [], [], set()
    for i in range(SHEETS):
        start = time.process_time()
        prompt = PROMPTS[i % len(PROMPTS)]
        sheet = draw_sheet(prompt, answer, random.Random(i), random.Random(-i), grid)
        spent.append((time.process_time() - start) * 1000)
        lengths.add(len(sheet))
        padded.append(len(sheet) - len(sheet.rstrip(b"\xff\xd9").rstrip(b"\0")))
    with Image.open(io.BytesIO(sheet)) as image:
        print(f"{SHEETS} sheets of {grid.tiles} tiles, {image.width} x {image.height} pixels")
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(f"CPU ms: median {statistics.median(spent):.1f}, p95 {p95:.1f}, most {max(spent):.1f}")
    print(f"bytes: {sorted(lengths)}, of which padding: median {statistics.median(padded):.0f}")


if __name__ == "__main__":
    main()
