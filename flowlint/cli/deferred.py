"""Commands that are imported when somebody calls them, so that `--version` and `--help` need none of what they need."""

import pkgutil

import click


class DeferredCommand(click.Command):
    """Stands for a command in lists, help and completion: its name, its one line of help, and where it is.

    `place` names the module and the command in it, as "package.module:name".
    """

    def __init__(self, name: str, place: str, summary: str) -> None:
        super().__init__(name, short_help=summary)
        self._place = place

    def command(self) -> click.Command:
        """Import the command itself."""
        found = pkgutil.resolve_name(self._place)
        assert isinstance(found, click.Command), self._place
        _give_help(found)
        return found


def _give_help(command: click.Command) -> None:
    """Give a command its help, and those below it, where Python kept no docstring for click to take."""
    if command.help is None and command.callback is not None:
        from flowlint.text.docstrings import docstring

        command.help = docstring(command.callback)
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        _give_help(one)


def resolved(command: click.Command) -> click.Command:
    """Give the command itself for one that stands for it; any other as it is."""
    return command.command() if isinstance(command, DeferredCommand) else command
