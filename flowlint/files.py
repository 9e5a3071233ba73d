"""What a run asks the file system: each question is asked here, and noted with its answer where somebody wants to know.

What a run says depends on the code, on what it is asked for, and on these answers. So a later run can ask the same
questions again and tell by the answers whether it would say the same. Files are read as far as their size allows, and
regular ones only, whatever stands at the path by then.

What an editor holds can stand in for files, and all outside of one folder can be out of reach.
While another tree is shown, a revision of a repository say, it answers what is asked about the files that it has. These
answers are not noted: what the file system says does not tell whether they still hold.

Folders can be locked as well, for what is read and written again.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Question = tuple[str, str, str]
"""What is asked, the path it is asked about, and how much is read at most."""

FOLDER, REGULAR, OTHER = "folder", "regular", "other"
"""What a path may lead to; with a problem of the system it is the sentence that says so."""
THERE, GONE = "there", "gone"
_PROBLEMS = (OSError, ValueError)
"""What is raised where a question has no answer."""


class TooLarge(OSError):
    """Why a file is not read: it is larger than what is asked for may be."""


class Tree(Protocol):
    """Files that are asked as those of the system are, by absolute path or from the current folder.

    Each question is that of the function with its name here, and so are the errors raised.
    """

    def has(self, path: str) -> bool:
        """Tell whether the tree answers for a path."""

    def kind(self, path: str) -> str: ...  # noqa: D102
    def is_there(self, path: str) -> bool: ...  # noqa: D102
    def is_link(self, path: str) -> bool: ...  # noqa: D102
    def real(self, path: str) -> str: ...  # noqa: D102
    def size(self, path: str) -> int: ...  # noqa: D102
    def read(self, path: str, most: int, follow: bool) -> bytes: ...  # noqa: D102
    def listing(self, folder: str) -> list[tuple[str, bool, bool]]: ...  # noqa: D102


_notes: "ContextVar[tuple[Notes, ...]]" = ContextVar("notes", default=())
_held: ContextVar[Mapping[str, bytes]] = ContextVar("held", default=MappingProxyType({}))
_reach: ContextVar[Path | None] = ContextVar("reach", default=None)
_OUT_OF_REACH = "outside of the folder that may be read"
_shown: "ContextVar[Tree | None]" = ContextVar("shown", default=None)


class Notes:
    """The questions of a run, each with its answer, or with a digest of a long one."""

    def __init__(self) -> None:
        self.answers: dict[Question, str] = {}
        self.is_steady = True
        """Whether no question got two answers: something changed while the run went on."""

    def add(self, question: Question, answer: str) -> None:
        """Note an answer."""
        if self.answers.setdefault(question, answer) != answer:
            self.is_steady = False

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Note what is asked within, in this thread."""
        token = _notes.set((*_notes.get(), self))
        try:
            yield
        finally:
            _notes.reset(token)

    @property
    def digest(self) -> str:
        """What stands for all answers: two runs with the same digest saw the same."""
        lines = (f"{question!r} {answer}\n" for question, answer in sorted(self.answers.items()))
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def showing(tree: Tree | None) -> Iterator[None]:
    """Let a tree answer within, in this thread; with None the file system itself does, whatever is shown around."""
    token = _shown.set(tree)
    try:
        yield
    finally:
        _shown.reset(token)


def still_true(answers: Mapping[Question, str]) -> bool:
    """Tell whether the system answers these questions as before."""
    return all(_answered(question) == answer for question, answer in answers.items())


def read_regular(path: Path, most: int, *, follow: bool = True) -> bytes:
    """Read a regular file of at most so many bytes.

    What the path leads to is looked at once it is open, so that nothing can take its place in between; a device or a
    pipe, which might never end, is not waited for. Without `follow` the path itself may be no link.
    Raises `OSError`, in words, for what is no regular file, and `TooLarge` for a larger one.
    """
    if (tree := _tree_of(path)) is not None:
        return tree.read(os.fspath(path), most, follow)
    question = "read" if follow else "read, no link", os.fspath(path), str(most)
    return _noted(question, lambda: _read(question[1], most, follow), _digest_of_bytes)


def larger_than(most: int) -> str:
    """Say why something of more than so many bytes is not read."""
    return f"larger than {most / 1_000_000:g} MB"


def kind(path: str | Path) -> str:
    """Tell what a path leads to: `FOLDER`, `REGULAR`, `OTHER`, or why that cannot be told. Never raises."""
    tree = _tree_of(path)
    return _ask("kind", path) if tree is None else tree.kind(os.fspath(path))


def is_folder(path: str | Path) -> bool:
    """Tell whether a path leads to a folder. Never raises."""
    return kind(path) == FOLDER


def is_regular(path: str | Path) -> bool:
    """Tell whether a path leads to a regular file. Never raises."""
    return kind(path) == REGULAR


def is_there(path: str | Path) -> bool:
    """Tell whether there is something at a path, be it a link that leads nowhere. Never raises."""
    tree = _tree_of(path)
    return _ask("there", path) == THERE if tree is None else tree.is_there(os.fspath(path))


def is_gone(path: str | Path) -> bool:
    """Tell whether there is surely nothing at a path. Never raises."""
    tree = _tree_of(path)
    return _ask("there", path) == GONE if tree is None else not tree.is_there(os.fspath(path))


def is_link(path: str | Path) -> bool:
    """Tell whether a path is a link. Never raises."""
    tree = _tree_of(path)
    return bool(_ask("link", path)) if tree is None else tree.is_link(os.fspath(path))


def real_path(path: str | Path) -> str:
    """Give a path without the links in it. Never raises."""
    tree = _tree_of(path)
    return _ask("real", path) if tree is None else tree.real(os.fspath(path))


def size(path: str | Path) -> int:
    """Give the size of a file in bytes. Raises `OSError`."""
    if (tree := _tree_of(path)) is not None:
        return tree.size(os.fspath(path))
    answer = _ask("size", path)
    if not answer.isdecimal():
        raise OSError(answer)
    return int(answer)


def listing(folder: str | Path) -> list[tuple[str, bool, bool]]:
    """Give the names in a folder, sorted: each with whether it is one of a folder, and of a link. Raises `OSError`."""
    if (tree := _tree_of(folder)) is not None:
        return tree.listing(os.fspath(folder))
    question = "list", os.fspath(folder), ""
    return _noted(question, lambda: _list(question[1]), _digest)


@contextmanager
def holding(contents: Mapping[str, bytes]) -> Iterator[None]:
    """Read these contents in place of what files hold, in this thread; by absolute path."""
    token = _held.set(contents)
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def reaching(folder: Path) -> Iterator[None]:
    """Read, in this thread, nothing that lies outside of a folder, whatever leads there.

    To whoever asks there is nothing above or beside it, nor at the end of a link that leads out.
    """
    token = _reach.set(Path(os.path.realpath(folder)))
    try:
        yield
    finally:
        _reach.reset(token)


def is_in_reach(path: str | Path) -> bool:
    """Tell whether a path may be read, and leads to no place outside. Never raises."""
    folder = _reach.get()
    if folder is None:
        return True
    try:
        return Path(os.path.realpath(path)).is_relative_to(folder)
    except (OSError, ValueError):  # no file can have this name
        return False


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until no other run of ours holds the lock of a folder, and hold it.

    The folder itself is locked, so that no file is left over. Where folders have no locks, as on Windows, nothing is.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _tree_of(path: str | Path) -> Tree | None:
    """Give the tree that answers for a path, None where the file system does."""
    tree = _shown.get()
    return tree if tree is not None and tree.has(os.fspath(path)) and is_in_reach(path) else None


def _ask(what: str, path: str | Path) -> str:
    shown = os.fspath(path)
    answer = _QUESTIONS[what](shown)
    _note((what, shown, ""), answer)
    return answer


def _noted(question: Question, answer: Callable[[], T], digest: Callable[[T], str]) -> T:
    """Give a long answer, and note its digest where somebody wants to know, or why there is none."""
    try:
        given = answer()
    except _PROBLEMS as problem:
        _note(question, str(problem))
        raise
    if _notes.get():
        _note(question, digest(given))
    return given


def _note(question: Question, answer: str) -> None:
    for notes in _notes.get():
        notes.add(question, answer)


def _answered(question: Question) -> str:
    """Answer a question as it is noted."""
    what, path, more = question
    try:
        if what in ("read", "read, no link"):
            return _digest_of_bytes(_read(path, int(more), what == "read"))
        return _digest(_list(path)) if what == "list" else str(_QUESTIONS[what](path))
    except _PROBLEMS as problem:
        return str(problem)


def _hold_in_reach(path: str) -> None:
    if not is_in_reach(path):
        raise PermissionError(errno.EACCES, _OUT_OF_REACH, path)


def _read(path: str, most: int, follow: bool) -> bytes:
    _hold_in_reach(path)
    held = _held.get().get(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    if held is not None:
        return _within(held, most, path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):  # at which open() would fail, and name and keep the descriptor
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(min(most, status.st_size) + 1)  # not room for all that it might have
            if len(content) > status.st_size:  # it grows, or is of those whose size the system does not tell
                content += file.read(max(0, most + 1 - len(content)))
    finally:
        os.close(descriptor)
    return _within(content, most, path)


def _within(content: bytes, most: int, path: str) -> bytes:
    if len(content) > most:
        raise TooLarge(errno.EFBIG, larger_than(most), path)
    return content


def _list(folder: str) -> list[tuple[str, bool, bool]]:
    _hold_in_reach(folder)
    with os.scandir(folder) as entries:
        return sorted((entry.name, _is_folder(entry), entry.is_symlink()) for entry in entries)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # as os.walk has it
        return False


def _digest_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(names: Sequence[Any]) -> str:
    return hashlib.sha256(repr(names).encode("utf-8", "surrogatepass")).hexdigest()


def _kind(path: str) -> str:
    if not is_in_reach(path):
        return _OUT_OF_REACH
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - of thousands of files
    except OSError as problem:
        return reason(problem)
    except ValueError as problem:  # no file can have this name
        return str(problem)
    return FOLDER if stat.S_ISDIR(mode) else REGULAR if stat.S_ISREG(mode) else OTHER


def _there(path: str) -> str:
    if not is_in_reach(path):
        return GONE
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no file can have this name
        return GONE
    except OSError as problem:
        return reason(problem)
    return THERE


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # no file can have this name
        return os.path.abspath(path)  # noqa: PTH100


def _size(path: str) -> str:
    if not is_in_reach(path):
        return _OUT_OF_REACH
    try:
        return str(os.stat(path).st_size)  # noqa: PTH116
    except (OSError, ValueError) as problem:
        return reason(problem) if isinstance(problem, OSError) else str(problem)


def reason(problem: OSError) -> str:
    """Say in words why a file cannot be read."""
    return problem.strerror[:1].lower() + problem.strerror[1:] if problem.strerror else str(problem)


_QUESTIONS: Mapping[str, Callable[[str], str]] = {
    "kind": _kind,
    "there": _there,
    "link": lambda path: "a link" if os.path.islink(path) else "",  # noqa: PTH114 - never raises
    "real": _real,
    "size": _size,
}
