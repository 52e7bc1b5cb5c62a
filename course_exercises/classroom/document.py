"""The frame of our HTML pages: one file, offline, no script."""

from html import escape

FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; color: #1a1a1a; background: #fff; }}
table {{ border-collapse: collapse; width: 100%; margin: 0.5rem 0 2rem; }}
caption {{ text-align: left; font-weight: bold; padding: 0.3rem 0; }}
th, td {{ border-bottom: 1px solid #bbb; padding: 0.4rem 0.6rem; text-align: left;
  vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }}
thead th {{ border-bottom: 2px solid #666; overflow-wrap: normal; }}
meter {{ width: 4rem; }}
.checks {{ table-layout: fixed; }}
.checks tr > :first-child {{ width: 6rem; }}
.checks tr > :last-child {{ width: 5rem; text-align: right; }}
.number {{ white-space: nowrap; }}
.pass {{ color: #00527a; }}
.fail {{ color: #9c3300; font-weight: bold; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}</main>
</body>
</html>
"""


def document(title: str, body: str) -> str:
    """Return a page of HTML with `title` (plain text) and `body` (HTML)."""
    return FRAME.format(title=escape(title), body=body)
