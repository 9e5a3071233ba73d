"""What a flow gives away: secrets written in it, input that is kept in plain text, recording without a word.

How secrets look is told by `flowlint.secret_forms`.
"""

from flowlint.analysis.privacy.announcements import unannounced_recordings
from flowlint.analysis.privacy.secrets import held_secrets
from flowlint.analysis.privacy.unencrypted_input import asking_for_secrets, does_with, handed_out

__all__ = ["asking_for_secrets", "does_with", "handed_out", "held_secrets", "unannounced_recordings"]
