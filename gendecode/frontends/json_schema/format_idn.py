"""The formats ``idn-hostname`` and ``idn-email``: names in the letters of many scripts (RFC 5890 to 5893, 6531).

Whether a label is legal depends on its Punycode form: that has at most 63 characters, and where a label is written
in that form, it must decode to a legal one. No automaton of bearable size knows that, and the tables of characters
change with every version of Unicode. So there are two languages, as for ``regex``. What is written has labels

* of ASCII letters, digits and hyphens, but no hyphens as third and fourth character (``xn--``), or
* of one script with ASCII letters and digits, up to so many characters that Punycode fits (10 to 14 letters):
  Latin, Greek, Cyrillic, Armenian, Georgian, Devanagari, Bengali, Tamil, Thai, Hangul, Chinese and Japanese; Hebrew
  and Arabic, which obey the rule for right-to-left names, as the labels beside them then do; with the rules for
  joiners and for characters that need a certain neighbour.

A name has at most three labels. ``not`` takes a name to be legal
as soon as its labels are not empty and hold no ASCII character but letters, digits and hyphens.
"""

from __future__ import annotations

from gendecode.frontends.json_schema.format_addresses import DOMAIN, mailbox

_A = "0-9a-z"
_DOT = "[.\u3002\uff0e\uff61]"
_JOINERS = "\u200c\u200d"

_LATIN = (
    "ß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĸĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžơưșț"
    "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
)
_GREEK = "ΐά-ώ"
_CYRILLIC = "а-яѐ-џґ"
_ARMENIAN, _GEORGIAN, _HANGUL = "ա-ֆ", "ა-ჰ", "가-힣"
_HAN, _KANA = "々〇㐀-䶵一-龥", "ぁ-ゖァ-ヺー"
_THAI = "ก-ะาเ-ๆ"  # the other vowels and the tones are marks of several classes, whose order counts
_HEBREW, _ARABIC_RIGHT, _ARABIC_DUAL = "א-ת", "آأؤإاةدذرزوڈڑژۀ", "ئبتثجحخسشصضطظعغفقكلمنهيپچکگی"

_ASCII = (  # a label that is no U-label and no A-label
    "[0-9A-Za-z](?:[0-9A-Za-z-]?[0-9A-Za-z])?|[0-9A-Za-z][0-9A-Za-z-](?:[0-9A-Za-z][0-9A-Za-z]|-[0-9A-Za-z]"
    "|(?:[0-9A-Za-z][0-9A-Za-z-]|-[0-9A-Za-z])[0-9A-Za-z-]{0,58}[0-9A-Za-z])"
)
_ASCII_LEFT = "[A-Za-z](?:(?:-?[0-9A-Za-z]){0,30})"  # beside a right-to-left label it begins with a letter


def _letters(script: str, most: int) -> str:
    """Labels of a script's letters and ASCII ones, at most ``most`` of them, with single hyphens between."""
    return f"[{script}{_A}](?:-?[{script}{_A}]){{0,{most - 1}}}"


def _indic(consonants: str, signs: str, virama: str) -> str:
    """Syllables: a letter, then a vowel sign, or a virama and perhaps a joiner. No mark stands first."""
    return f"(?:[{consonants}{_A}](?:[{signs}]|{virama}[{_JOINERS}]?)?){{1,6}}"


_LEFT = "|".join(
    [
        _ASCII,
        _letters(_LATIN, 12),
        *(_letters(script, 14) for script in (_CYRILLIC, _ARMENIAN, _GEORGIAN, _THAI)),
        *(_letters(script, 10) for script in (_HANGUL, _HAN + _KANA)),
        f"(?:͵?[{_GREEK}]|[{_A}])(?:-?(?:͵?[{_GREEK}]|[{_A}])){{0,13}}",
        "(?:[0-9a-z]{0,8}l·l){1,2}[0-9a-z]{0,8}",
        f"[{_HAN}{_KANA}{_A}・]{{0,4}}[{_HAN}{_KANA}][{_HAN}{_KANA}{_A}・]{{0,4}}",
        _indic("अ-हऽ", "ा-ौ", "\u094d"),
        _indic("অ-ঌএঐও-নপ-রলশ-হ", "া-ৄে-ৈ", "\u09cd"),
        _indic("அ-ஊஎ-ஐஒ-கஙசஜஞடணதந-பம-ஹ", "ி-ூெ-ை", "\u0bcd"),
        "[\u06f0-\u06f9][0-9\u06f0-\u06f9]{0,8}",
    ]
)
_ARABIC_LETTERS = f"(?:[{_ARABIC_RIGHT}]|[{_ARABIC_DUAL}](?:\u200c[{_ARABIC_DUAL}{_ARABIC_RIGHT}])?)"
_RIGHT = "|".join(
    [
        f"(?:[{_HEBREW}][׳״]?){{1,4}}[0-9]{{0,4}}",
        f"{_ARABIC_LETTERS}{{1,4}}(?:(?:-?{_ARABIC_LETTERS}){{0,2}}[0-9]{{0,4}}|[\u0660-\u0669]{{0,4}}{_ARABIC_LETTERS}?)",
        "[۽۾][۽۾]?",
    ]
)


def _name(label: str, most: int) -> str:
    return f"(?:{label})(?:{_DOT}(?:{label})){{0,{most - 1}}}"


_IDN = f"(?:(?:{_ASCII})(?:{_DOT}(?:{_ASCII})){{0,2}}|{_name(_LEFT, 3)}|{_name(f'{_RIGHT}|{_ASCII_LEFT}', 3)})"
_OTHER = r"[^\0-/:-@[-`{-\x7F\u3002\uFF0E\uFF61]"
_PERHAPS = f"{_OTHER}+(?:-+{_OTHER}+)*"
_PERHAPS_IDN = f"{_PERHAPS}(?:{_DOT}{_PERHAPS})*{_DOT}?"

IDN_HOSTNAME = f"^{_IDN}$"
PERHAPS_IDN_HOSTNAME = f"^{_PERHAPS_IDN}$"

_NOT_ASCII = r"\u0080-\u{10FFFF}"
IDN_EMAIL = mailbox(_NOT_ASCII, f"{DOMAIN}|{_IDN}")
PERHAPS_IDN_EMAIL = mailbox(_NOT_ASCII, f"{DOMAIN}|{_PERHAPS_IDN}")
