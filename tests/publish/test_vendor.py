"""What is taken out of an npm package."""

import io
import tarfile

import pytest

from publish.vendor import AXE, MATHJAX, REVEAL, Package, unpack, vendor


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "thing-1.2.3.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name in (
            "package/LICENSE",
            "package/dist/a.js",
            "package/dist/b.css",
            "package/src/a.ts",
        ):
            info = tarfile.TarInfo(name)
            info.size = len(name)
            tar.addfile(info, io.BytesIO(name.encode()))
    return path


def test_only_the_wanted_files_are_unpacked(archive, tmp_path):
    folder = unpack(archive, ("LICENSE", "dist/*.js"), tmp_path / "out")
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(files) == ["LICENSE", "dist/a.js"]
    assert (folder / "dist" / "a.js").read_text() == "package/dist/a.js"


def test_a_file_that_a_new_version_has_lost_is_missed(archive, tmp_path):
    with pytest.raises(SystemExit, match=r"thing-1.2.3.tgz holds no dist/\*.woff"):
        unpack(archive, ("dist/*.woff",), tmp_path / "out")


def test_a_fetch_that_breaks_off_leaves_nothing_behind(monkeypatch, tmp_path, archive):
    monkeypatch.setattr("publish.vendor.VENDOR", tmp_path / "vendor")
    monkeypatch.setattr("publish.vendor.pack", lambda package, folder: archive)
    broken = Package("thing", "1.2.3", ("LICENSE", "missing.js"))
    with pytest.raises(SystemExit):
        vendor(broken)
    assert not broken.folder.exists()
    whole = Package("thing", "1.2.3", ("LICENSE",))
    assert (vendor(whole) / "LICENSE").is_file()
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == ["thing-1.2.3"]


def test_without_npm_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr("publish.vendor.VENDOR", tmp_path / "vendor")
    monkeypatch.setattr("publish.vendor.shutil.which", lambda name: None)
    with pytest.raises(SystemExit, match=r"thing@1.2.3 comes from npm.*Install Node.js"):
        vendor(Package("thing", "1.2.3", ("LICENSE",)))


def test_versions_are_exact_and_licences_are_kept():
    for package in (AXE, MATHJAX, REVEAL):
        assert package.version.replace(".", "").isdigit()
        assert "LICENSE" in package.files
