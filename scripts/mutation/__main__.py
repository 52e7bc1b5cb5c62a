"""Mutation testing: break the library on purpose and count which breaks the tests notice.

Each mutant changes one operator, comparison, number or sign of one module in a copy of the
project. A first run without any change notes which test runs which line and how long it takes;
a mutant then meets the tests that run its line, those named like its file first, the quick ones
first, until one fails. One that hangs counts as noticed. A mutant that survives is printed.

Where it can be done, the change is made in a fork of a process that has imported and collected
everything already; what runs at import, and whatever survives there, gets a fresh import.

    python -m scripts.mutation                          all modules of `modules.py`
    python -m scripts.mutation losses optimizers        some of them
    python -m scripts.mutation --sample 120 questions   120 mutants of each, drawn with `--seed`

Mutants that cannot change what the library does stand, each with the reason, in
`equivalent.toml`. Two scores are printed: of all mutants, and of all but these.
Needs Linux or macOS (fork).
"""

from __future__ import annotations

import argparse
import os
import random
import sys

os.environ |= {
    "COURSE_LIB_REQUIRE_SANDBOX": "1",  # a mutant that breaks it must not skip its own tests
    "OPENBLAS_NUM_THREADS": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
from scripts.mutation.modules import TESTS, sources
from scripts.mutation.mutants import mutant, spots
from scripts.mutation.running import run
from scripts.mutation.scoring import report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="module")
    parser.add_argument("--sample", type=int, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--only", default="", help="files whose path contains this text")
    parser.add_argument("--patience", type=float, default=5, help="times the usual, then it hangs")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    for module in options.modules:
        places = [s for p in sources(module) if options.only in str(p) for s in spots(p)]
        drawn = places
        if options.sample is not None and options.sample < len(places):
            drawn = random.Random(options.seed).sample(places, options.sample)
        found = [mutant(*place) for place in drawn]
        report(module, found, len(places), run(module, found, options.workers, options.patience))
    return 0


if __name__ == "__main__":
    sys.exit(main())
