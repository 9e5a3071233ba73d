"""How files are read, what stands in for them, and what is out of reach."""

import errno
import os
from pathlib import Path

import pytest

from flowlint.files import (
    TooLarge,
    holding,
    is_gone,
    is_in_reach,
    is_there,
    kind,
    listing,
    reaching,
    read_regular,
    size,
)
from flowlint.settings.layers import find_settings
from kit import write


def test_what_an_editor_holds_is_read_in_place_of_a_file(here: Path) -> None:
    write("a.json", "on disk")
    with holding({str(here / "a.json"): b"held", str(here / "new.json"): b"new"}):
        assert read_regular(Path("a.json"), 10) == b"held"
        assert read_regular(here / "x" / ".." / "a.json", 10) == b"held"
        assert read_regular(Path("new.json"), 10) == b"new"
        with pytest.raises(TooLarge):
            read_regular(Path("a.json"), 3)
    assert read_regular(Path("a.json"), 10) == b"on disk"


@pytest.fixture
def inside(here: Path) -> Path:
    """A folder with a file and links, beside a file that is out of reach."""
    write("secret.json", "secret")
    write("flowlint.toml", "")
    write("inside/flow.json", "flow")
    (here / "inside" / "link.json").symlink_to(here / "secret.json")
    (here / "inside" / "up").symlink_to(here)
    (here / "inside" / "same.json").symlink_to("flow.json")
    return here / "inside"


@pytest.mark.parametrize("path", ["../secret.json", "link.json", "up/secret.json", "up/inside/../secret.json", ".."])
def test_nothing_is_there_outside_of_the_folder_that_may_be_read(inside: Path, path: str) -> None:
    for one in (inside / path, inside.parent / "inside" / path):
        with reaching(inside):
            assert not is_in_reach(one)
            assert (is_there(one), is_gone(one), kind(one)) == (False, True, "outside of the folder that may be read")
            for ask in (
                lambda one=one: read_regular(one, 100),
                lambda one=one: listing(one),
                lambda one=one: size(one),
            ):
                with pytest.raises(OSError, match="outside of the folder that may be read"):
                    ask()


def test_what_lies_in_the_folder_is_there_by_any_way(inside: Path) -> None:
    with reaching(inside):
        assert (
            read_regular(inside / "same.json", 10)
            == read_regular(inside / "up" / "inside" / "flow.json", 10)
            == b"flow"
        )
        assert sorted(name for name, _, _ in listing(inside)) == ["flow.json", "link.json", "same.json", "up"]
        assert find_settings(inside) is None
    assert find_settings(inside) == inside.parent / "flowlint.toml"


def test_a_folder_that_is_reached_through_a_link_is_the_folder(inside: Path) -> None:
    with reaching(inside / "up" / "inside"):
        assert read_regular(inside / "flow.json", 10) == b"flow"


def test_a_name_that_no_file_can_have_is_out_of_reach(inside: Path) -> None:
    with reaching(inside):
        assert not is_in_reach("a\0b")
        assert not is_there(os.fspath(inside) + "/a\0b")


def test_a_folder_that_is_read_is_named_alike_each_time_and_stays_open_no_time(tmp_path: Path) -> None:
    said = set()
    for _ in range(3):
        with pytest.raises(IsADirectoryError) as caught:
            read_regular(tmp_path, 1000)
        said.add(str(caught.value))
    assert said == {f"[Errno {errno.EISDIR}] {os.strerror(errno.EISDIR)}: {str(tmp_path)!r}"}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs files of which the system tells no size")
def test_a_file_of_which_the_system_tells_no_size_is_read_whole() -> None:
    name = Path("/proc/self/comm")
    content = name.read_bytes()
    assert name.stat().st_size == 0 and len(content) > 1
    assert read_regular(name, len(content)) == content
    with pytest.raises(TooLarge):
        read_regular(name, len(content) - 1)


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"12345")
    before = file.stat()
    file.write_bytes(b"1234567890")
    monkeypatch.setattr(os, "fstat", lambda _: before)
    assert read_regular(file, 10) == b"1234567890"
    with pytest.raises(TooLarge):
        read_regular(file, 9)
