"""A link that leads nowhere is found, wherever it hides."""

import pytest

from publish.links import broken_links


@pytest.fixture
def site(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "index.html").write_text('<h1 id="top">Sub</h1><a name="old"></a>')
    (tmp_path / "a b.html").write_text("<p id='größe'>A</p>")
    (tmp_path / "file.pdf").write_bytes(b"%PDF")
    return tmp_path


@pytest.mark.parametrize(
    "target",
    [
        "sub/index.html",
        "sub",
        "sub/#top",
        "sub/index.html#old",
        "a%20b.html#gr%C3%B6%C3%9Fe",
        "file.pdf#page=2",
        "#here",
        "https://example.org/nowhere",
        "mailto:somebody@example.org",
        "data:image/png;base64,AAAA",
        "",
    ],
)
def test_links_that_lead_somewhere(site, target):
    (site / "index.html").write_text(f'<p id="here"></p><a href="{target}">x</a>')
    assert broken_links(site) == []


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="missing.html">',
        '<a href="sub/index.html#missing">',
        '<a href="#missing">',
        '<img src="missing.png">',
        '<script src="missing.js"></script>',
        '<a href="sub/missing">',
    ],
)
def test_links_that_lead_nowhere(site, tag):
    (site / "index.html").write_text(tag)
    (found,) = broken_links(site)
    assert found.startswith("index.html: ")
    assert "missing" in found


def test_templates_of_the_theme_are_not_pages(site):
    (site / "_static").mkdir()
    (site / "_static" / "template.html").write_text('<a href="{{ page }}">')
    assert broken_links(site) == []
