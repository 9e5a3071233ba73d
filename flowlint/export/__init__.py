"""The flows of a live instance as files, for `flowlint export`: asked through boto3, written whole or not at all."""

from flowlint.export.connect import CannotExport, connect
from flowlint.export.folder import Exported, export

__all__ = ["CannotExport", "Exported", "connect", "export"]
