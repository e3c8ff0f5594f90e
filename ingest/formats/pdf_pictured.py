"""What the picture of one page shows: words in and outside of cells, bullets, rules and colours."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Box
from ingest.formats.pdf_bullets import bullets_in, without
from ingest.formats.pdf_cells import cells_in, is_written
from ingest.formats.pdf_frames import frames_of
from ingest.formats.pdf_picture import Picture, drawing_in, fills_in, grey_of, without_rules
from ingest.formats.pdf_rules import Drawing
from ingest.formats.pdf_tesseract import Region, read_regions
from ingest.formats.pdf_type import SetLine, alike, set_line
from ingest.formats.pdf_unread import read_again


@dataclass(frozen=True, slots=True)
class Pictured:
    """The lines of words in a page's picture, its bullets, and its rules and colours, in points."""

    lines: tuple[SetLine, ...]
    bullets: tuple[Box, ...]
    drawing: Drawing


def pictured(picture: Picture, scale: float, *, page: int, until: float) -> Pictured:
    """What a picture shows; `scale` is its dots a point, `until` when it must be read.

    Each cell that rules close is read by itself, then what stands outside of them, then what was
    left. Raises what `read_regions` does.
    """
    grey = grey_of(picture)
    drawing = drawing_in(grey, scale)
    frames = frames_of(drawing, page=page)
    bullets = bullets_in(without_rules(grey, drawing, scale), scale)
    unbulleted = without(grey, bullets, scale)
    unruled = without_rules(unbulleted, drawing, scale)
    cells, left = cells_in(unbulleted, frames, scale)
    dpi = round(72 * scale)
    read = read_regions(cells, "cell", dpi=dpi, until=until)
    outside = without_rules(left, drawing, scale)
    if is_written(outside):
        read += read_regions([Region(outside)], "page", dpi=dpi, until=until)
    read = read_again(unruled, read, dpi=dpi, until=until)
    made = [[set_line(line, unruled, scale) for line in region] for region in read]
    in_cells = [line for region in made[: len(cells)] for line in alike(region)]
    others = [line for region in made[len(cells) :] for line in region]
    return Pictured((*in_cells, *others), tuple(bullets), fills_in(picture, drawing, frames, scale))
