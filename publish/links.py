"""Links and anchors of a built site: every one of them must lead somewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Links(HTMLParser):
    """Collects where a page points to, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and names of a tag."""
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.targets.add(value)
            if key in ("id", "name") and value:
                self.anchors.add(value)


def broken_links(site: Path) -> list[str]:
    """Return the links of `site` to files or anchors that do not exist."""
    parsed: dict[Path, Links] = {}
    for path in sorted(site.rglob("*.html")):
        if "_static" in path.relative_to(site).parts:  # templates of the theme
            continue
        parsed[path.resolve()] = Links()
        parsed[path.resolve()].feed(path.read_text(encoding="utf-8"))
    return sorted(
        f"{path.relative_to(site.resolve())}: {target}"
        for path, page in parsed.items()
        for target in page.targets
        if not leads_somewhere(path, target, parsed)
    )


def leads_somewhere(path: Path, target: str, parsed: dict[Path, Links]) -> bool:
    """Return whether `target`, as written in the page at `path`, exists; the web is not asked."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return True
    file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    fragment = unquote(parts.fragment).lstrip("/")
    return not fragment or file not in parsed or fragment in parsed[file].anchors
