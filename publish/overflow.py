"""Look at every slide of a deck in a browser, all fragments shown: what sticks out, what is ugly.

A figure or a line of code that is cut off is cut off for the whole audience, and in the PDF it vanishes
without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from publish.browser import open_deck, visit

WORDS = 40
"""More than these in the text of a slide are read aloud or not read."""

LOOK = r"""() => Reveal.getSlides().map((slide) => {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v);
  slide.querySelectorAll(".fragment").forEach((part) => part.classList.add("visible"));
  const frame = slide.getBoundingClientRect();
  const floor = slide.querySelector("footer").getBoundingClientRect().top;
  const report = { id: slide.id, number: slide.querySelector(".number").textContent, faults: [] };
  const say = (fault) => report.faults.push(fault);
  const seen = (part) =>
    !part.closest("aside, footer, details.code, details:not([open]) > :not(summary), mjx-assistive-mml");
  const parts = [...slide.querySelectorAll("*")].filter(seen);
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width && box.height);
  const low = Math.max(0, ...boxes.map((box) => box.bottom)) - floor;
  const wide = Math.max(...boxes.map((box) => box.right)) - frame.right;
  if (low > 1) say(`${Math.round(low)} px too tall`);
  if (wide > 1) say(`${Math.round(wide)} px too wide`);
  for (const block of slide.querySelectorAll("pre, table, .source")) {
    const cut = block.scrollWidth - block.clientWidth;
    if (cut > 1 && seen(block)) say(`a ${block.tagName.toLowerCase()} is ${cut} px too wide`);
  }
  for (const image of slide.querySelectorAll("img")) {
    if (!image.alt) say("an image has no alternative text");
    if (!image.complete || !image.naturalWidth) say("an image does not load");
  }
  for (const math of slide.querySelectorAll("mjx-merror")) say(`math error: ${math.textContent}`);
  const visible = slide.cloneNode(true);
  visible.querySelectorAll("aside, footer, pre, details, .cell, .agenda, .kicker").forEach((part) => part.remove());
  visible.querySelectorAll("mjx-container").forEach((part) => part.replaceWith("formula"));
  report.text = visible.textContent;
  if (/\$[^$]*[\\_^{][^$]*\$|\\\(/.test(report.text)) say("raw TeX in the text");
  const empty = !boxes.length || !slide.innerText.replace(slide.querySelector("footer").innerText, "").trim();
  if (empty && !slide.querySelector("img")) say("nothing on it");
  report.table = Boolean(slide.querySelector(".text table"));
  report.formulas = slide.querySelectorAll("mjx-container").length;
  return report;
})"""


def reports(browser: Browser, deck: Path) -> tuple[list[dict], list[str], list[str]]:
    """Return a report on each slide, the requests to outside, the complaints of the console."""
    record = visit(browser)
    open_deck(record.page, deck)
    found = record.page.evaluate(LOOK)
    record.page.close()
    return found, record.outside, record.complaints


def complaints(browser: Browser, deck: Path) -> Iterator[str]:
    """Yield what is wrong with a deck, and which slides have too many words."""
    found, outside, console = reports(browser, deck)
    yield from (f"asks for {url}" for url in outside)
    yield from (f"console: {text}" for text in console)
    for report in found:
        for fault in report["faults"] + too_long(report):
            yield f"slide {report['number']} (cell {report['id']}): {fault}"


def too_long(report: dict) -> list[str]:
    """Return a complaint about a slide with too many words; tables and Korean terms do not count."""
    words = len(re.sub(r"\([가-힣 ]+\)", "", report["text"]).split())
    return [f"{words} words"] if words > WORDS and not report["table"] else []
