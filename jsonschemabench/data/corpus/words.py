"""What many schemas speak of: names, dates, addresses, amounts."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, integer, listing, number, record, text

NAME = text("Ada Lovelace", "Grace Hopper", "Katherine Johnson", minLength=1, maxLength=80)
TITLE = text("Weekly report", "Harbour renewal", "Notes of the spring meeting", minLength=3)
PLAIN = text("a short remark", "", "naïve café, 12 €")
SLUG = text(
    "harbour-renewal", "q3-figures", "a", bad=["Harbour", "two words", "-edge"], pattern="^[a-z0-9]+(-[a-z0-9]+)*$"
)
EMAIL = text("ada@example.org", "g.hopper+ships@navy.example", bad=["ada", "ada.example.org"], format="email")
URI = text("https://example.org/a?b=c#d", "urn:isbn:0451450523", bad=["example", "https://exa mple.org/"], format="uri")
LINK = text("https://example.org/", "http://static.example/img/7.png", bad=["ftp://x"], pattern="^https?://[^\\s]+$")
HOST = text("db-1.internal.example", "localhost", bad=["-db.example", "a..b"], format="hostname")
IPV4 = text("192.0.2.17", "10.0.0.1", bad=["192.0.2", "256.1.1.1"], format="ipv4")
IPV6 = text("2001:db8::1", "::1", bad=["2001:db8", ":::1"], format="ipv6")
DATE = text("2024-02-29", "1999-12-31", bad=["2023-02-29", "31.12.1999"], format="date")
TIME = text("08:30:00Z", "23:59:59.5+01:00", bad=["8:30", "25:00:00Z"], format="time")
MOMENT = text(
    "2024-05-01T12:00:00Z",
    "2023-11-30T23:59:59.250+02:00",
    bad=["2024-05-01", "2024-13-01T00:00:00Z"],
    format="date-time",
)
SPAN = text("PT15M", "P1DT12H", "P2W", bad=["15 minutes", "P1H"], format="duration")
UUID = text(
    "3f2b8c1e-9a4d-4f6e-8b7a-1c2d3e4f5a6b",
    "00000000-0000-0000-0000-000000000000",
    bad=["3f2b8c1e", "3f2b8c1e-9a4d-4f6e-8b7a-1c2d3e4f5a6g"],
    format="uuid",
)
POINTER = text("/items/0/name", "", bad=["items/0", "/a~2b"], format="json-pointer")
COLOUR = text("#1a2b3c", "#FFF", bad=["1a2b3c", "#12345"], pattern="^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
VERSION = text("1.4.0", "0.0.1-rc.2", bad=["1.4", "v1.4.0"], pattern="^\\d+\\.\\d+\\.\\d+(-[0-9a-z.]+)?$")
COUNTRY = text("NO", "JP", "BR", bad=["Norway", "no"], pattern="^[A-Z]{2}$")
CURRENCY = choice("EUR", "USD", "JPY", "NOK", "BRL")
LANGUAGE = text("en", "pt-BR", "zh-Hant", bad=["English", "e"], pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
PHONE = text("+47 22 12 34 56", "+1 555 010 999", bad=["22123456", "+47x"], pattern="^\\+[0-9 ]{6,20}$")
SHA256 = text("9f86d081884c7d65" * 4, "0" * 64, bad=["9f86d0", "G" * 64], pattern="^[0-9a-f]{64}$")
CRON = text("*/15 * * * *", "0 3 * * 1", bad=["daily", "* * *"], pattern="^(\\S+ ){4}\\S+$")

COUNT = integer(3, 0, 250, minimum=0)
PORT = integer(8080, 1, 65535, minimum=1, maximum=65535)
PERCENT = number(12.5, 0, 100, minimum=0, maximum=100)
SHARE = number(0.25, 0, 1, minimum=0, maximum=1)
LATITUDE = number(59.9139, -33.45, minimum=-90, maximum=90)
LONGITUDE = number(10.7522, -70.66, minimum=-180, maximum=180)
CENTS = number(19.99, 0.01, 1200, bad=[0.005], multipleOf=0.01, exclusiveMinimum=0)
YEAR = integer(1987, 2024, minimum=1450, maximum=2100)
TAGS = listing(SLUG, uniqueItems=True, maxItems=5)

MONEY = record({"amount": CENTS, "currency": CURRENCY})
PLACE = record({"lat": LATITUDE, "lon": LONGITUDE}, {"accuracy": number(5.5, 30, minimum=0)})
POSTAL = record(
    {"street": text("Kirkegata 15", "742 Evergreen Terrace", minLength=1), "city": text("Oslo", "Springfield")},
    {"postcode": text("0153", "99701", bad=["A"], pattern="^[0-9]{4,5}$"), "country": COUNTRY},
)
PERSON = record({"name": NAME}, {"email": EMAIL, "phone": PHONE, "born": DATE})
LINKS = record({"self": LINK}, {"next": LINK, "previous": LINK})


def identifier(prefix: str) -> Shape:
    """An identifier with a prefix that says of what."""
    return text(
        f"{prefix}_8f3k2", f"{prefix}_00001", bad=["8f3k2", f"{prefix}-8f3k2"], pattern=f"^{prefix}_[a-z0-9]{{5}}$"
    )


def words(text: str) -> list[str]:
    """The words of a text: a list without the quotation marks."""
    return text.split()
