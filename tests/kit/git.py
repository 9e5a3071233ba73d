"""A git repository for tests, made by git itself in the current folder, with nobody's own settings."""

import os
import subprocess

import pytest


def git(*words: str) -> str:
    """Run git in the current folder, and give what it prints."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always")
    command = ["git", *who, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


def commit(message: str = "A commit") -> str:
    """Commit all that is there, and give the id of the commit."""
    git("add", "-A")
    git("commit", "-q", "-m", message)
    return git("rev-parse", "HEAD")


def has_format(name: str) -> bool:
    """Tell whether this git can make repositories with such ids."""
    try:
        git("init", "-q", f"--object-format={name}", ".")
    except subprocess.CalledProcessError:
        return False
    return True


needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
