"""Build slides and site from the notebooks, into ``build/``.

python -m publish slides            all decks, as pages that need no network
python -m publish slides --pdf      and as PDF files (needs Chromium)
python -m publish slides --check    and look at every slide: does something stick out?
python -m publish site              the course site with all downloads (needs Chromium)
"""

from __future__ import annotations

import argparse
import sys
import time


def slides(*, pdf: bool, check: bool) -> int:
    """Build the decks; return how many complaints there are."""
    from publish import slides

    begun = time.perf_counter()
    for name, count in slides.build().items():
        print(f"{name}: {count} slides")
    print(f"{slides.SLIDES}: {time.perf_counter() - begun:.1f} s")
    complaints = 0
    if pdf or check:
        from publish import browser, overflow

        decks = sorted(slides.SLIDES.glob("[0-9]*.html"))
        with browser.chromium() as chromium:
            for deck in decks if check else []:
                for complaint in overflow.complaints(chromium, deck):
                    print(f"{deck.stem}: {complaint}")
                    complaints += 1
            for deck in decks if pdf else []:
                print(browser.print_pdf(chromium, deck))
    return complaints


def site() -> int:
    """Build the site."""
    from publish import site

    begun = time.perf_counter()
    site.build()
    print(f"{site.SITE}: {time.perf_counter() - begun:.1f} s")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Build what the command line names."""
    description, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m publish",
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["slides", "site"])
    parser.add_argument("--pdf", action="store_true", help="also print every deck as PDF")
    parser.add_argument("--check", action="store_true", help="list slides that overflow")
    options = parser.parse_args(arguments)
    if options.what == "site":
        return site()
    return min(1, slides(pdf=options.pdf, check=options.check))


if __name__ == "__main__":
    sys.exit(main())
