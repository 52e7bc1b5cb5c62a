// Start the deck when its formulas are set: reveal.js hides slides, and hidden text has no size.
"use strict";

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]], processEscapes: true },
  chtml: { matchFontHeight: false },
  options: { skipHtmlTags: ["script", "style", "pre", "code", "textarea"] },
  startup: {
    ready() {
      MathJax.startup.defaultReady();
      Promise.all([MathJax.startup.promise, document.fonts.ready]).then(startDeck);
    },
  },
};

function startDeck() {
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    display: "flex",
    hash: true,
    pdfSeparateFragments: false,
    transition: "none",
    backgroundTransition: "none",
    plugins: [RevealNotes],
  }).then(() => {
    const key = { keyCode: 67, key: "C", description: "Show or hide the code of this slide" };
    Reveal.addKeyBinding(key, toggleCode);
    document.documentElement.setAttribute("data-deck", "ready");
  });
}

// One press opens the first fold of the slide, the next press the following one, the last closes.
function toggleCode() {
  const folds = [...Reveal.getCurrentSlide().querySelectorAll("details.code")];
  const next = folds.findIndex((fold) => fold.open) + 1;
  folds.forEach((fold, number) => { fold.open = number === next && next < folds.length; });
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("details.code > summary")) return;
  event.preventDefault();
  toggleCode();
});

// The window with the speaker notes is written by reveal.js and knows no formulas: lend it ours.
const openWindow = window.open.bind(window);
window.open = (...request) => {
  const opened = openWindow(...request);
  opened?.setTimeout(() => {
    const style = document.querySelector("#MJX-CHTML-styles").cloneNode(true);
    style.textContent = [...document.querySelector("#MJX-CHTML-styles").sheet.cssRules]
      .map((rule) => rule.cssText).join("\n");
    opened.document.head.append(style);
  }, 300);
  return opened;
};
