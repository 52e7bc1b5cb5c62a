"""The scores: of all mutants, and of all but those that change nothing."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.mutation.modules import ROOT, sources
from scripts.mutation.mutants import Mutant, mutant, spots
from scripts.mutation.running import Outcome

DRAW = "another draw, as good an input of a check as the one before"


def report(module: str, found: list[Mutant], whole: int, results: list[Outcome]) -> None:
    """Print both scores, and where the list of equivalent mutants is wrong."""
    listed = rules()
    why = [next((w for rule, w in listed if fits(m, rule)), None) for m in found]
    reasons = [DRAW if m.draws else w for m, w in zip(found, why, strict=True)]
    for m, reason, outcome in zip(found, why, results, strict=True):
        if reason and outcome.noticed:
            print(f"  listed as equivalent, but noticed: {m}")
    for rule in unmatched(sources(module)):
        print(f"  listed as equivalent, but there is no such mutant: {rule}")
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


def rules() -> list[tuple[tuple[str, str, str], str]]:
    """Return path, scope and change (with wildcards) of the mutants listed, and the reason."""
    entries = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text())["mutant"]
    return [
        ((e["path"], e.get("scope", "*"), change), e["why"])
        for e in entries
        for change in e["changes"]
    ]


def fits(mutant: Mutant, rule: tuple[str, str, str]) -> bool:
    """Return whether a mutant is one of those that the rule means."""
    names = (str(mutant.path), mutant.scope, mutant.change)
    patterns = [text.replace("[", "[[]") for text in rule]
    return all(map(fnmatchcase, names, patterns))


def unmatched(files: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield the rules about one of these files that no mutant fits any more."""
    for rule, _ in rules():
        if any(fnmatchcase(str(path), rule[0]) for path in files):
            meant = [path.relative_to(ROOT) for path in ROOT.glob(rule[0])]
            if not any(fits(mutant(*s), rule) for path in meant for s in spots(path)):
                yield rule
