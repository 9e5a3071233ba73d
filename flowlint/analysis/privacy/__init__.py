"""What a flow gives away: secrets written in it, input that is kept in plain text, recording without a word.

`flowlint.secret_forms` knows what secrets look like.
"""

from flowlint.analysis.privacy.announcements import Unannounced, unannounced_recordings
from flowlint.analysis.privacy.dialled_input import DialledInput, dialled_input
from flowlint.analysis.privacy.recorded_menus import RecordedMenu, recorded_menus
from flowlint.analysis.privacy.secrets import WrittenSecret, written_secrets
from flowlint.analysis.privacy.sensitive_attributes import SensitiveAttribute, sensitive_attributes
from flowlint.analysis.privacy.unencrypted_input import ExposedInput, asking_for_secrets, exposed_input
from flowlint.analysis.privacy.words_in_ssml import WordsInSsml, words_in_ssml

__all__ = [
    "DialledInput",
    "ExposedInput",
    "RecordedMenu",
    "SensitiveAttribute",
    "Unannounced",
    "WordsInSsml",
    "WrittenSecret",
    "asking_for_secrets",
    "dialled_input",
    "exposed_input",
    "recorded_menus",
    "sensitive_attributes",
    "unannounced_recordings",
    "words_in_ssml",
    "written_secrets",
]
