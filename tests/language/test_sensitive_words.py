"""Which prompts say that the call is recorded."""

import pytest

from flowlint import language


@pytest.mark.parametrize(
    "text",
    [
        "This call may be RECORDED.",
        "Calls are taped for training purposes.",
        "Dieses Gespräch wird aufgezeichnet.",
        "Zur Sicherung der Qualität zeichnen wir Gespräche auf.",
        "Samtalet spelas in.",
        "상담 내용은 녹취됩니다.",
        "Samtalen optages.",
        "Samtalen blir tatt opp.",
        "Puhelu nauhoitetaan.",
        "Rozmowa jest nagrywana.",
        "Hovor je nahráván.",
        "Разговор записывается.",
        "Görüşmeniz kaydedilmektedir.",
        "本次通話將會錄音。",
        "Apelul este înregistrat.",
        "Η κλήση ηχογραφείται.",
    ],
)
def test_a_recording_is_announced_in_many_languages(text: str) -> None:
    assert language.announces_recording(text)


@pytest.mark.parametrize("text", ["Welcome to Riverside.", "Linjen er optaget.", "Witamy w banku.", "歡迎致電。"])
def test_other_prompts_announce_none(text: str) -> None:
    assert not language.announces_recording(text)
