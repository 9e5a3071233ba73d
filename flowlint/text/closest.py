"""The right name that a wrong one was most likely meant to be."""

import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence

_LIKE_ENOUGH = 0.75
_MOST_LETTERS = 2
_FEWEST_FOR_ONE, _FEWEST_FOR_TWO = 5, 12
_SHORTEST_WITH_SLIP, _FEWEST_IN_FORMS, _LONGEST_PREFIX = 4, 3, 3
"""How short a word is in which one letter may be wrong; of shorter ones, such as “get” and “set”, any may be meant."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_A-Z]+|[A-Z][^\W\d_A-Z]*|\d+")
_IDLE = frozenset(("is", "of", "than", "the", "then", "to"))
_ENDINGS = frozenset(("", "d", "ed", "s"))
_TURNS_ROUND = frozenset(("never", "no", "non", "not", "off"))
_DIGITS = re.compile(r"\d+")


def in_lower_case(name: str) -> str:
    """Give a name as `closest` compares names by default: however capitalised, and with no blanks around it."""
    return name.strip().lower()


def closest(
    name: str,
    right: Iterable[str],
    *,
    like_enough: float,
    most: int = 1,
    plain: Callable[[str], str] = in_lower_case,
) -> list[str]:
    """Give the right names that are written most like a wrong one, `most` of them at the most, the closest first.

    `like_enough` is how alike they must be, of 1 for the same. Names are compared as `plain` writes them; of two that
    it writes the same the first by name counts, whatever order they come in.
    """
    import difflib  # which most runs do without

    by_plain = {plain(one): one for one in sorted(right, reverse=True)}
    return [by_plain[one] for one in difflib.get_close_matches(plain(name), by_plain, n=most, cutoff=like_enough)]


def closest_name(name: str, right: Iterable[str]) -> str | None:
    """Give the right name that is written most like a wrong one, however capitalised; None where none is much alike.

    A name that says something else is none, however few letters it differs by: see `may_be_meant`. One that leaves
    words out, as `Contains` does, is the only one that has them: `TextContains`.
    """
    return closest_meant(name, tuple(right), like_enough=_LIKE_ENOUGH)


def closest_meant(name: str, right: Collection[str], *, like_enough: float) -> str | None:
    """Give the right name that a wrong one may be meant to be, as `closest_name` does, of those `like_enough`."""
    found = closest(name, right, like_enough=like_enough, most=max(len(right), 1))
    known = {word for one in right for word in words_of(one)} if found else set()
    longer = [one for one in found if _leaves_words_out(name, one)]
    meant = next((one for one in found if may_be_meant(name, one, known)), None)
    return meant if meant is not None or len(longer) != 1 else longer[0]


def words_of(name: str) -> list[str]:
    """Split a name into its words, in small letters: `["get", "lambda", "arn", "2"]` of `getLambda-ARN2`."""
    return [word.casefold() for word in _WORDS.findall(name)]


def may_be_meant(name: str, right: str, known: Container[str] = frozenset()) -> bool:
    """Tell whether a name may be another one that was mistyped, rather than one that says something else.

    Each of its words must be the other's: shortened, in another form, or with a slip of the keyboard in it. Then a
    letter is wrong, missing, added, or in the place of its neighbour, and the first one stands. `GetCase` is no slip of
    `SetCase`, nor is `Unavailable` of `Available` or `MinimumLength` of `MaximumLength`: a word more, less or other, or
    a prefix, is meant. So is a word that is `known`, but for its ending. Words that say nothing, as “to”, do not count.
    """
    return _has_same_words(name, right, known, in_forms=True)


def is_slip_of(name: str, right: str, known: Container[str] = frozenset()) -> bool:
    """Tell whether a name can only be another one misspelt: its letters and digits are the same, or all but one or two.

    One may be wrong, missing, added, or in the place of its neighbour, where there are five at least; two in twelve.
    A digit tells two names apart, and so does what is no slip in one of their words (`may_be_meant`).
    """
    one, other = ("".join(filter(str.isalnum, text.casefold())) for text in (name, right))
    most = 0 if len(other) < _FEWEST_FOR_ONE else 1 if len(other) < _FEWEST_FOR_TWO else 2
    return (
        _DIGITS.findall(one) == _DIGITS.findall(other)
        and _distance(one, other, most) <= most
        and (one == other or _has_same_words(name, right, known, in_forms=False))
    )


def _has_same_words(name: str, right: str, known: Container[str], *, in_forms: bool) -> bool:
    """Tell whether one name has all words of another, mistyped or, where `in_forms` says so, in other forms."""
    one, other = words_of(name), words_of(right)
    if "".join(one) == "".join(other):
        return True
    # Capitals are lost more often than put in: a word more is one.
    if len(one) < len(other) and _falls_into("".join(one), other, known):
        return True
    if len(one) != len(other):
        one, other = ([word for word in words if word not in _IDLE] for words in (one, other))
    if not one or len(one) != len(other):
        return False
    pairs = zip(one, other, strict=True)
    return all(_is_slip(*pair, known) or (in_forms and _is_form_of(*pair, known)) for pair in pairs)


def _leaves_words_out(name: str, right: str) -> bool:
    """Tell whether a name has nothing but words of another one, in their order, and none that it lacks says “not”."""
    wanted = iter(words_of(name))
    word = next(wanted, None)
    for one in words_of(right):
        if word is not None and _is_inflected(word, one):
            word = next(wanted, None)
        elif one in _TURNS_ROUND:
            return False
    return word is None


def _is_inflected(one: str, other: str) -> bool:
    """Tell whether two words are one but for their ending: `attribute` and `attributes`, `enable` and `enabled`."""
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS


def _is_slip(wrong: str, word: str, known: Container[str]) -> bool:
    """Tell whether a word is another one, or can be nothing but that one mistyped."""
    if _is_inflected(wrong, word):
        return True
    if wrong in known or len(word) < _SHORTEST_WITH_SLIP:
        return False
    slips = _distance(wrong, word, 1 if len(word) < _FEWEST_FOR_TWO else 2)
    # A prefix turns a word round: `decrypt`, `uninitialized`.
    if slips == 1:
        return wrong[0] == word[0] or wrong == word[1::-1] + word[2:]
    return slips == 2 and len(word) >= _FEWEST_FOR_TWO and wrong[:_LONGEST_PREFIX] == word[:_LONGEST_PREFIX]


def _is_form_of(wrong: str, word: str, known: Container[str]) -> bool:
    """Tell whether a word is another one shortened or in another form: `match`, `msg`, `numeric` for `matching` etc."""
    if len(wrong) < _FEWEST_IN_FORMS or wrong[0] != word[0]:
        return False
    if word.startswith(wrong):
        return True
    letters = iter(word)
    is_shortened = all(letter in letters for letter in wrong) and not word.endswith(wrong)
    is_akin = wrong[:_FEWEST_IN_FORMS] == word[:_FEWEST_IN_FORMS] and bool(
        closest(wrong, [word], like_enough=_LIKE_ENOUGH)
    )
    return wrong not in known and (is_shortened or is_akin)


def _falls_into(letters: str, words: Sequence[str], known: Container[str]) -> bool:
    """Tell whether letters that do not show where words begin can be cut into these words, with one slip at most.

    Where a word ends no letter may be wrong: it might belong to the next one, whose meaning it turns round.
    """
    slips = {0: 0}
    for word in words:
        reached: dict[int, int] = {}
        for start, before in slips.items():
            lengths = range(max(1, len(word) - 1), len(word) + 2)
            for end in (start + length for length in lengths if start + length <= len(letters)):
                piece = letters[start:end]
                count = before + (piece != word)
                if count <= 1 and piece[-1] == word[-1] and _is_slip(piece, word, known):
                    reached[end] = min(count, reached.get(end, count))
        slips = reached
    return len(letters) in slips


def _distance(one: str, other: str, most: int) -> int:
    """Count the letters to change, put in, take out or swap to turn one text into another; more than `most` at most."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    # Only beginnings whose lengths differ by no more are looked at: texts may be as long as a flow.
    far = most + 1
    before: dict[int, int] = {}
    row = {j: j for j in range(min(most, len(other)) + 1)}
    for i, letter in enumerate(one, start=1):
        two_before, before = before, row
        row = {0: i} if i <= most else {}
        for j in range(max(1, i - most), min(i + most, len(other)) + 1):
            wanted = other[j - 1]
            least = min(before.get(j, far) + 1, row.get(j - 1, far) + 1, before.get(j - 1, far) + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, two_before.get(j - 2, far) + 1)
            row[j] = least
    return min(row[len(other)], far)


def may_be_slip(name: str, right: str) -> bool:
    """Tell whether names so alike may be one: a number tells two apart, and so does a word more."""
    return _DIGITS.findall(name) == _DIGITS.findall(right) and abs(len(name) - len(right)) <= _MOST_LETTERS
