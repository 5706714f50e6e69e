"""ruling: the drawn lines of a page → its tables, as boxes for their cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_NEAR = 3.0  # points; lines nearer than this are one
_SHORTEST = 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level or upright line: `at` is its place across, from `start` to `end` along."""

    is_level: bool
    at: float
    start: float
    end: float

    @classmethod
    def between(cls, a: Point, b: Point) -> "Stroke | None":
        """The line from one point to another, unless it slants or is too short."""
        wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
        if min(wide, high) > 1 or max(wide, high) < _SHORTEST:
            return None
        along, across = (0, 1) if wide > high else (1, 0)
        return cls(wide > high, (a[across] + b[across]) / 2, *sorted((a[along], b[along])))

    @classmethod
    def across(cls, points: Sequence[Point], thin: float) -> "Stroke | None":
        """The line that a filled shape is, if it is thin enough."""
        xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
        wide, high = xs[-1] - xs[0], ys[-1] - ys[0]
        if min(wide, high) > thin:
            return None
        middle_x, middle_y = (xs[0] + xs[-1]) / 2, (ys[0] + ys[-1]) / 2
        if wide > high:
            return cls.between((xs[0], middle_y), (xs[-1], middle_y))
        return cls.between((middle_x, ys[0]), (middle_x, ys[-1]))

    def meets(self, other: "Stroke") -> bool:
        """Whether the two touch: they cross, or one goes on where the other ends."""
        if self.is_level == other.is_level:
            is_same = abs(self.at - other.at) < _NEAR
            return is_same and self.start < other.end + _NEAR and other.start < self.end + _NEAR
        return self.start - _NEAR < other.at < self.end + _NEAR and other.start - _NEAR < self.at < other.end + _NEAR

    def covers(self, at: float, along: float) -> bool:
        """Whether it runs at a place across and passes a place along."""
        return abs(self.at - at) < _NEAR and self.start < along < self.end


@dataclass(slots=True)
class Grid:
    """A table: where its columns and rows part, and the number of the cell in each place; merged places share one."""

    xs: list[float]
    ys: list[float]
    cells: list[list[int]] = field(default_factory=list)

    def find(self, x: float, y: float) -> int | None:
        """The number of the cell at a point."""
        column, row = _slot(self.xs, x), _slot(self.ys, y)
        return None if column is None or row is None else self.cells[row][column]


def grids(strokes: Iterable[Stroke]) -> Iterator[Grid]:
    """Tables of a page: lines that hang together and part at least two columns and two rows, or three rows."""
    for group in _groups(list(strokes)):
        level, upright = [s for s in group if s.is_level], [s for s in group if not s.is_level]
        xs = _places([s.at for s in upright] + [end for s in level for end in (s.start, s.end)])
        ys = _places([s.at for s in level] + [end for s in upright for end in (s.start, s.end)])
        if len(xs) > 2 and len(ys) > 1:
            yield Grid(xs, ys, _cells(xs, ys, level, upright))


def _groups(strokes: list[Stroke]) -> Iterator[list[Stroke]]:
    left = strokes
    while left:
        group, queue = [], [left[0]]
        left = left[1:]
        while queue:
            stroke = queue.pop()
            group.append(stroke)
            queue += [other for other in left if stroke.meets(other)]
            left = [other for other in left if not stroke.meets(other)]
        yield group


def _places(values: list[float]) -> list[float]:
    """Distinct places; those nearer than _NEAR to the one before are the same."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _cells(xs: list[float], ys: list[float], level: list[Stroke], upright: list[Stroke]) -> list[list[int]]:
    """Places with no line between them are one cell."""
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(columns * rows))

    def root(place: int) -> int:
        while owner[place] != place:
            place = owner[place]
        return place

    for row in range(rows):
        for column in range(columns):
            place, x, y = row * columns + column, (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column and not any(stroke.covers(xs[column], y) for stroke in upright):
                owner[root(place)] = root(place - 1)
            if row and not any(stroke.covers(ys[row], x) for stroke in level):
                owner[root(place)] = root(place - columns)
    return [[root(row * columns + column) for column in range(columns)] for row in range(rows)]


def _slot(places: Sequence[float], value: float) -> int | None:
    return next((i for i in range(len(places) - 1) if places[i] <= value < places[i + 1]), None)
