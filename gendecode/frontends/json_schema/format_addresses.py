"""Formats of addresses as ECMA patterns: IP addresses, host names, mailboxes, URIs and IRIs, URI templates.

Each follows the grammar of its RFC rule by rule, under the names that the RFC gives them.
"""

from __future__ import annotations

ALPHANUMERIC = "[0-9A-Za-z]"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"

IPV4 = f"^{_IPV4}$"

_GROUP = "[0-9A-Fa-f]{1,4}"


def _ipv6(ipv4: str, most: int, mixed: int) -> str:
    """IPv6 addresses, of eight groups or with ``::``.

    Args:
        ipv4: what may stand for the last two groups.
        most: groups beside ``::`` at most.
        mixed: the same beside ``::`` and an IPv4 address.
    """

    def groups(count: int) -> str:
        return f"(?:|{_GROUP}(?::{_GROUP}){{0,{count - 1}}})" if count else ""

    def rest(before: int) -> str:
        """What may follow ``::`` after so many groups."""
        end = groups(most - before)
        return f"(?:{end}|(?:{_GROUP}:){{0,{mixed - before}}}{ipv4})" if mixed >= before else end

    after = [rest(before) for before in range(most + 1)]
    shortened = "|".join(
        f"{_GROUP}(?::{_GROUP}){{{before - 1}}}::{after[before]}" if before else f"::{after[0]}"
        for before in range(most + 1)
    )
    return f"(?:(?:{_GROUP}:){{6}}(?:{_GROUP}:{_GROUP}|{ipv4})|{shortened})"


_IPV6 = _ipv6(_IPV4, 7, 5)

IPV6 = f"^{_IPV6}$"

# RFC 1123 and the limits of RFC 1035: 63 characters a label, 253 in all.
_LABEL = f"{ALPHANUMERIC}(?:[0-9A-Za-z-]{{0,61}}{ALPHANUMERIC})?"
HOSTNAME = rf"^{_LABEL}(?:\.{_LABEL})*$"
HOSTNAME_LENGTH = 253

# RFC 5321, Mailbox. Of the address literals only those with a registered tag, which is IPv6.
_SNUM = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
_SNUMS = rf"{_SNUM}(?:\.{_SNUM}){{3}}"
_LITERAL = rf"\[(?:{_SNUMS}|[Ii][Pp][Vv]6:{_ipv6(_SNUMS, 6, 4)})\]"
_SUB_DOMAIN = f"{ALPHANUMERIC}(?:[0-9A-Za-z-]*{ALPHANUMERIC})?"


def mailbox(more: str, domain: str) -> str:
    """A mailbox, with ``more`` characters beside those of ASCII in its local part and ``domain`` for a domain."""
    atom = f"[0-9A-Za-z!#$%&'*+/=?^_`{{|}}~{more}-]+"
    quoted = rf'"(?:[ !#-\[\]-~{more}]|\\[ -~])*"'
    return rf"^(?:{atom}(?:\.{atom})*|{quoted})@(?:{domain}|{_LITERAL})$"


DOMAIN = rf"{_SUB_DOMAIN}(?:\.{_SUB_DOMAIN})*"
EMAIL = mailbox("", DOMAIN)

_HEX = "[0-9A-Fa-f]"
_PERCENT = f"%{_HEX}{_HEX}"
_SUB_DELIMS = "!$&'()*+,;="

# RFC 3987
_UCSCHAR = r"\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF" + "".join(
    f"\\u{{{plane:X}{'1000' if plane == 14 else '0000'}}}-\\u{{{plane:X}FFFD}}" for plane in range(1, 15)
)
_IPRIVATE = r"\uE000-\uF8FF\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}"


def _reference(more: str, more_in_query: str, absolute: bool) -> str:
    """RFC 3986 with ``more`` characters beside the unreserved ones: a URI, or, unless ``absolute``, a reference."""
    plain = f"0-9A-Za-z._~{more}"

    def some(allowed: str) -> str:
        return f"(?:[{plain}{_SUB_DELIMS}{allowed}-]|{_PERCENT})"

    future = rf"[Vv]{_HEX}+\.[0-9A-Za-z._~{_SUB_DELIMS}:-]+"
    authority = rf"(?:{some(':')}*@)?(?:\[(?:{_IPV6}|{future})\]|{some('')}*)(?::\d*)?"
    path = f"(?:/{some(':@')}*)*"
    rooted = f"(?://{authority}{path}|/(?:{some(':@')}+{path})?)"
    scheme = "[A-Za-z][0-9A-Za-z+.-]*:"
    rootless = f"(?:{some(':@')}+{path})?"
    hier = f"{scheme}(?:{rooted}|{rootless})"
    if not absolute:
        hier = f"(?:(?:{scheme})?{rooted}|{scheme}{rootless}|(?:{some('@')}+{path})?)"
    query = f"(?:\\?(?:[{plain}{_SUB_DELIMS}:@/?{more_in_query}-]|{_PERCENT})*)?"
    fragment = f"(?:#{some(':@/?')}*)?"
    return f"^{hier}{query}{fragment}$"


URI = _reference("", "", True)
URI_REFERENCE = _reference("", "", False)
IRI = _reference(_UCSCHAR, _IPRIVATE, True)
IRI_REFERENCE = _reference(_UCSCHAR, _IPRIVATE, False)

# RFC 6570, levels 1 to 4; the operators reserved for extensions belong to none of them.
_LITERALS = rf"(?:[!#$&(-;=?-\[\]_a-z~{_UCSCHAR}{_IPRIVATE}]|{_PERCENT})"
_VARCHAR = f"(?:[0-9A-Za-z_]|{_PERCENT})"
_VARSPEC = rf"{_VARCHAR}(?:\.?{_VARCHAR})*(?:\*|:[1-9]\d{{0,3}})?"
_EXPRESSION = rf"\{{[+#./;?&]?{_VARSPEC}(?:,{_VARSPEC})*\}}"
URI_TEMPLATE = f"^(?:{_LITERALS}|{_EXPRESSION})*$"
