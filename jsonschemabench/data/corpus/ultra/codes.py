"""Long lists of codes."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, listing, record
from jsonschemabench.data.corpus.words import CENTS, words

COUNTRIES = words(
    "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM "
    "CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN "
    "HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA "
    "MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY "
    "QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA "
    "UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW"
)


CURRENCIES = words(
    "AED AFN ALL AMD AOA ARS AUD AZN BAM BDT BGN BHD BIF BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP "
    "CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IQD IRR ISK JMD JOD JPY KES KGS"
)


TRADES = words(
    "bakery butcher carpenter chemist cobbler dentist dyer farrier florist forge foundry glazier grocer joiner "
    "mason miller"
)


MATERIALS = words(
    "ash beech birch brass bronze copper cork cotton felt glass granite iron jute leather linen marble oak pine "
    "silk slate"
)


FORMS = words("bar block board coil granulate panel pellet pipe plate powder rod roll sheet thread tube wire")


def codes_shape() -> Shape:
    """Long lists to choose from, one of them of more than a thousand texts, some of which begin others."""
    goods = [f"{material}-{form}" for material in MATERIALS for form in FORMS]
    graded = [f"{one}-{grade}" for one in goods for grade in ("a", "b", "b2", "c")]
    stock = record(
        {"good": choice(*graded), "origin": choice(*COUNTRIES)},
        {
            "price": record({"amount": CENTS, "currency": choice(*CURRENCIES)}),
            "trade": choice(*(f"{trade}{suffix}" for trade in TRADES for suffix in ("", "s", " supplies"))),
        },
    )
    return record(
        {"stock": listing(stock, minItems=1)},
        {"destinations": listing(choice(*COUNTRIES), uniqueItems=True, maxItems=20), "plain": choice(*goods)},
    )
