# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false
# (scipy comes without types)
"""Blots: dots of ink in a picture that hang together, and the edges of each."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]
Labels = NDArray[np.int32]
Edges = tuple[int, int, int, int]
"""The first column and row of something, and the first after it."""

_ALL_ROUND = np.ones((3, 3), np.bool_)


def blots_in(ink: Ink) -> Labels:
    """For each dot the number of its blot, from 1; 0 where there is no ink."""
    from scipy.ndimage import label

    return cast("tuple[Labels, int]", label(ink, _ALL_ROUND))[0]


def edges_of(blots: Labels) -> list[Edges]:
    """The edges of each blot, in the order of their numbers."""
    from scipy.ndimage import find_objects

    found = cast("list[Any]", find_objects(blots))
    return [
        (columns.start, rows.start, columns.stop, rows.stop)
        for rows, columns in filter(None, found)
    ]


def bridged(ink: Ink, gap: int) -> Ink:
    """Ink with gaps of some width between blots of one line filled."""
    from scipy.ndimage import binary_dilation

    return cast("Ink", binary_dilation(ink, np.ones((1, 2 * max(1, gap // 2) + 1), np.bool_)))
