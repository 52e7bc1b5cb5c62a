"""The JavaScript that slides and site need: npm packages at exact versions, thinned.

They are unpacked below ``build/vendor`` once; afterwards every build works without a network.
`npm pack` reads the registry that npm is set up for, checks the hash and writes no lock file.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

from publish import BUILD

VENDOR = BUILD / "vendor"


@dataclass(frozen=True)
class Package:
    """An npm package and the files of it that are kept (patterns)."""

    name: str
    version: str
    files: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its files lie; the name holds the version, so a new one is fetched."""
        return VENDOR / f"{self.name}-{self.version}"


REVEAL = Package(
    "reveal.js",
    "4.6.1",
    (
        "LICENSE",
        "dist/reset.css",
        "dist/reveal.css",
        "dist/reveal.js",
        "dist/theme/fonts/source-sans-pro/LICENSE",
        "dist/theme/fonts/source-sans-pro/*.woff",
        "plugin/notes/notes.js",
    ),
)
MATHJAX = Package(
    "mathjax",
    "3.2.2",
    ("LICENSE", "es5/tex-chtml-full.js", "es5/output/chtml/fonts/woff-v2/*"),
)
AXE = Package("axe-core", "4.14.1", ("LICENSE", "axe.min.js"))


def vendor(package: Package) -> Path:
    """Return the folder with the files of `package`, fetched if they are not there yet."""
    if not package.folder.is_dir():
        VENDOR.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=VENDOR) as scratch:
            unpacked = unpack(pack(package, Path(scratch)), package.files, Path(scratch) / "files")
            if not package.folder.is_dir():  # another process may have been faster
                unpacked.rename(package.folder)
    return package.folder


def pack(package: Package, folder: Path) -> Path:
    """Let npm download `package` into `folder`; return the archive."""
    npm = shutil.which("npm")
    wanted = f"{package.name}@{package.version}"
    if npm is None:
        raise SystemExit(f"{wanted} comes from npm, which is not installed. Install Node.js 18+.")
    command = [npm, "pack", "--silent", "--prefer-offline", wanted]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"npm could not fetch {wanted}:\n{run.stderr}")
    return folder / run.stdout.split()[-1]


def unpack(archive: Path, patterns: tuple[str, ...], folder: Path) -> Path:
    """Unpack the files of `archive` that match one of `patterns`; every pattern must match."""
    with tarfile.open(archive) as tar:
        members = {m.name.partition("/")[2]: m for m in tar.getmembers() if m.isfile()}
        for pattern in patterns:
            names = [name for name in members if fnmatch(name, pattern)]
            if not names:
                raise SystemExit(f"{archive.name} holds no {pattern}")
            for name in names:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(tar.extractfile(members[name]).read())  # type: ignore[union-attr]
    return folder
