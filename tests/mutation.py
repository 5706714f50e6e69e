"""Small mistakes put into the code that makes figures, each in turn: does a test fail? Run by `make mutation`.

python tests/mutation.py [N] [SEED] [MODULE…]   N mutants drawn in proportion (0: all), 400 unless told; of all modules, or
                                                of those that are named (quantify assign)

mutmut (settings in pyproject.toml) makes the mutants and runs the tests that touch the function of each. The draw is
seeded: the same code gives the same mutants. A mutant no test touches, or that ran out of time without an answer, is
counted apart; only a failing test kills. The names of the survivors are printed: `mutmut show NAME` gives the change.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = ROOT / "mutants"
OUTCOMES: dict[int | None, str] = {1: "killed", 3: "killed", 0: "survived", 33: "untested"} | dict.fromkeys(
    (-24, 24, 36, 152, 255), "timeout"
)
COLUMNS = ("killed", "survived", "untested", "timeout", "other")
Mutants = dict[str, dict[str, int | None]]


def mutmut(*names: str) -> None:
    """Run these mutants; what it says goes to a file, for it redraws one line all the time."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1", *names]
    with (MADE / "mutmut.log").open("w", encoding="utf-8") as log:
        if subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False).returncode:
            sys.exit(f"mutmut did not run: see {log.name}")


def made() -> Mutants:
    """The exit code of the tests for each mutant of each module, null where it was not run."""
    files = sorted(MADE.rglob("*.py.meta"))
    found = {file: json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"] for file in files}
    return {str(file.relative_to(MADE)).removesuffix(".meta"): codes for file, codes in found.items() if codes}


def drawn(mutants: Mutants, n: int, seed: int, modules: Collection[str] = ()) -> Mutants:
    """About n of them, the same share of every module, or of every one that is named."""
    mutants = {file: names for file, names in mutants.items() if not modules or Path(file).stem in modules}
    share = min(1.0, n / sum(map(len, mutants.values()))) if n else 1.0
    chance = random.Random(seed)
    return {
        module: {name: None for name in sorted(chance.sample(sorted(names), max(1, round(share * len(names)))))}
        for module, names in mutants.items()
    }


def main(n: int = 400, seed: int = 7, modules: Collection[str] = ()) -> None:
    shutil.rmtree(MADE, ignore_errors=True)  # mutmut remembers what it ran before
    MADE.mkdir()
    mutmut("pipeline.numbers.x_arabic__mutmut_1")  # makes them all
    chosen = drawn(made(), n, seed, modules)
    mutmut(*(name for names in chosen.values() for name in names))
    results, survivors = made(), []
    print(f"{'module':40}{'made':>7}{'run':>6}{''.join(f'{column:>10}' for column in COLUMNS)}{'killed %':>10}")
    total = defaultdict[str, int](int)
    for module, names in chosen.items():
        row = defaultdict[str, int](int, made=len(results[module]), run=len(names))
        for name in names:
            outcome = OUTCOMES.get(results[module][name], "other")
            row[outcome] += 1
            survivors += [name] if outcome != "killed" else []
        show(module, row)
        total = defaultdict(int, {key: total[key] + row[key] for key in ("made", "run", *COLUMNS)})
    show("total", total)
    print("not killed:", *survivors, sep="\n  ")


def show(name: str, row: dict[str, int]) -> None:
    cells = "".join(f"{row[column]:>10}" for column in COLUMNS)
    print(f"{name:40}{row['made']:>7}{row['run']:>6}{cells}{100 * row['killed'] / row['run']:>10.1f}")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    main(*numbers, modules=sys.argv[3:])
