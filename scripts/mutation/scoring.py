"""The scores: of all mutants, and of all but those that change nothing."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.mutation.mutants import Mutant
from scripts.mutation.running import Outcome

DRAW = "another draw, as good an input of a check as the one before"


def report(module: str, found: list[Mutant], whole: int, results: list[Outcome]) -> None:
    """Print both scores, and where the list of equivalent mutants is wrong."""
    listed = equivalent()
    reasons = [DRAW if mutant.draws else listed(mutant) for mutant in found]
    for mutant, reason, outcome in zip(found, reasons, results, strict=True):
        if reason and outcome.noticed and not mutant.draws:
            print(f"  listed as equivalent, but noticed: {mutant}")
    left = [reason for reason, o in zip(reasons, results, strict=True) if not o.noticed]
    alike = Counter(reason for reason in left if reason)
    killed, drawn = len(found) - len(left), whole > len(found)
    print(
        f"{module}: {len(found)} mutants{f' (drawn from {whole})' if drawn else ''}, "
        f"{killed} killed ({sum(o.hung for o in results)} of them hung), "
        f"{alike.total()} equivalent, {len(left) - alike.total()} survived, "
        f"{sum(o.seconds for o in results):.0f} s of processor time"
    )
    for reason, count in alike.items():
        print(f"  {count} equivalent: {reason}")
    for name, of in (("raw", len(found)), ("adjusted", len(found) - alike.total())):
        between = f", 95 % interval {interval(killed, of)}" if drawn else ""
        print(f"  {name} {killed}/{of} = {killed / max(of, 1):.1%}{between}", flush=True)


def interval(killed: int, of: int) -> str:
    """Return Wilson's 95 % confidence interval of a share."""
    z, share = 1.96, killed / of
    centre, half = (
        share + z**2 / (2 * of),
        z * (share * (1 - share) / of + (z / of / 2) ** 2) ** 0.5,
    )
    low, high = ((centre + sign * half) / (1 + z**2 / of) for sign in (-1, 1))
    return f"{low:.1%} to {high:.1%}"


def equivalent() -> Callable[[Mutant], str | None]:
    """Return a function: why a mutant stands in the list of equivalent ones, or None."""
    entries = tomllib.loads((Path(__file__).with_name("equivalent.toml")).read_text())
    rules = [
        ([t.replace("[", "[[]") for t in (e["path"], e.get("scope", "*"), change)], e["why"])
        for e in entries["mutant"]
        for change in e["changes"]
    ]

    def listed(mutant: Mutant) -> str | None:
        names = (str(mutant.path), mutant.scope, mutant.change)
        return next((why for rule, why in rules if all(map(fnmatchcase, names, rule))), None)

    return listed
