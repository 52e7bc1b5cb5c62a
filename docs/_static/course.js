// What the theme leaves out for screen readers and keyboards, added when a page has loaded.
"use strict";

window.addEventListener("load", () => {
  // A name that contradicts the visible words: the words are the better name.
  for (const part of document.querySelectorAll("button.search-button-field, summary")) {
    if (part.textContent.trim()) part.removeAttribute("aria-label");
  }
  // The arrows that unfold the list of pages have no name at all.
  for (const arrow of document.querySelectorAll("li.has-children > details > summary")) {
    const link = arrow.closest("li").querySelector("a");
    arrow.setAttribute("aria-label", `Pages of ${link.textContent.trim()}`);
  }
  letKeysScroll();
});
window.addEventListener("resize", letKeysScroll);

// Code and tables that are wider than the page scroll by keyboard, too.
function letKeysScroll() {
  for (const part of document.querySelectorAll(".bd-article :is(pre, table, dd, dt, mjx-container)")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
}
