"""Sphinx for the course site; ``python -m publish site`` copies and completes this folder."""

import re

project = "How neural networks are trained"
author = "The maintainers"
copyright = "The maintainers. Text and figures CC BY 4.0, code MIT"
html_title = project
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["minutes.txt", ".doctrees"]

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
myst_heading_anchors = 3
mathjax_path = "mathjax/es5/tex-chtml-full.js"
mathjax3_config = {
    "tex": {"inlineMath": [["$", "$"], ["\\(", "\\)"]], "processEscapes": True},
    "options": {"processHtmlClass": "tex2jax_process|mathjax_process|math"},
}
myst_update_mathjax = False

autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "__init__"}
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_param = False
napoleon_use_rtype = False
default_role = "code"
add_module_names = False

html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_source_button": False,
    "home_page_in_toc": True,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_selector = "div.cell_input div.highlight pre, div.highlight-bash pre"

IVAR, VARTYPE = re.compile(r":ivar ([^:]+):"), re.compile(r":vartype ([^:]+): *(.*)")
TRIALS = re.compile(r"(``.*?``)|\*(?=trials\b)")
SECTION = re.compile(r"^(Parameters|Attributes|Returns|Raises|Examples|References|Notes)$")


def as_rest(app, what, name, obj, options, lines):
    """Formulas are indented, as in the source; |x| is an absolute value, no substitution."""
    end = next((i for i, line in enumerate(lines) if SECTION.match(line)), len(lines))
    result, inside = [], False
    for number, line in enumerate(lines):
        before = next((text for text in reversed(lines[:number]) if text.strip()), "")
        opens = line.startswith("    ") and not inside and not before.rstrip().endswith(":")
        if number < end and opens and (number == 0 or not lines[number - 1].strip()):
            result += ["::", ""]
        inside = (inside and not line.strip()) or line.startswith(" ")
        quoted = "``" in line or line.startswith(" ")
        result.append(line if quoted else re.sub(r"\|", r"\\|", line))
    lines[:] = [TRIALS.sub(lambda m: m[1] or r"\*", line) for line in result]


def types_are_words(app, what, name, obj, options, lines):
    """Write the types of attributes as words: ``array, shape (N, D)`` names no object."""
    kinds = dict(match.groups() for line in lines if (match := VARTYPE.match(line)))
    kept = [line for line in lines if not VARTYPE.match(line)]
    lines[:] = [IVAR.sub(lambda m: one_word(m[1]) + kind_of(m[1], kinds), line) for line in kept]


def one_word(names):
    """Return the field for ``loss, accuracy``, which Sphinx would take for a type and a name."""
    return f":ivar {names.replace(', ', ',')}:"


def kind_of(name, kinds):
    """Return the type of an attribute in brackets."""
    return f" ({kinds[name]})" if name in kinds else ""


def setup(app):
    """Prepare docstrings before napoleon reads them (priority 500), and after."""
    app.connect("autodoc-process-docstring", as_rest, priority=100)
    app.connect("autodoc-process-docstring", types_are_words, priority=900)


html_context = {"default_mode": "auto"}
