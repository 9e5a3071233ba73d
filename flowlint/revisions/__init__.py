"""Revisions of a git repository, read without starting git: which commit a name means, and the files that it holds.

Git obeys the configuration of the folder it is started in. Here only objects and names are read, each from a regular
file and as far as its size allows; no configuration, no hook, no filter has a say, and nothing is fetched.
"""

from flowlint.revisions.names import Repository, repository_of, tree_of
from flowlint.revisions.objects import NoRevision
from flowlint.revisions.tree import RevisionTree

__all__ = ["NoRevision", "Repository", "RevisionTree", "repository_of", "tree_of"]
