"""Orders to a bank."""

from __future__ import annotations

from jsonschemabench.data.corpus.shapes import Shape, choice, flag, listing, named, number, record, text, union
from jsonschemabench.data.corpus.words import COUNTRY, DATE, MOMENT, UUID


def payment_shape() -> Shape:
    short, long = (text("NOTPROVIDED", "A1", minLength=1, maxLength=most) for most in (35, 140))
    money = named(
        "money",
        record(
            {
                "Ccy": text("EUR", "NOK", bad=["eur"], pattern="^[A-Z]{3}$"),
                "Amt": text("12.50", "1000000", bad=["12.505", "1,5"], pattern="^\\d{1,15}(\\.\\d{1,2})?$"),
            }
        ),
    )
    address = named(
        "address",
        record(
            {"Ctry": COUNTRY},
            {
                "StrtNm": long,
                "BldgNb": text("15", "7 B", maxLength=16),
                "PstCd": text("0153", "N1", maxLength=16),
                "TwnNm": short,
                "AdrLine": listing(long, maxItems=7),
            },
        ),
    )
    party = named(
        "party",
        record(
            {"Nm": long},
            {
                "PstlAdr": address,
                "Id": union(
                    "oneOf",
                    record(
                        {
                            "OrgId": record(
                                {
                                    "LEI": text(
                                        "5493001KJTIIGC8Y1R12",
                                        "A" * 18 + "07",
                                        bad=["5493"],
                                        pattern="^[A-Z0-9]{18}[0-9]{2}$",
                                    )
                                }
                            )
                        }
                    ),
                    record({"PrvtId": record({"BirthDt": DATE}, {"CityOfBirth": short})}),
                ),
            },
        ),
    )
    account = named(
        "account",
        record(
            {
                "Id": union(
                    "oneOf",
                    record(
                        {
                            "IBAN": text(
                                "NO9386011117947",
                                "FR1420041010050500013M02606",
                                bad=["no93"],
                                pattern="^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$",
                            )
                        }
                    ),
                    record({"Othr": record({"Id": short}, {"SchmeNm": short})}),
                )
            },
            {"Ccy": text("EUR", "NOK", bad=["E"], pattern="^[A-Z]{3}$")},
        ),
    )
    agent = named(
        "agent",
        record(
            {
                "FinInstnId": record(
                    {
                        "BICFI": text(
                            "DNBANOKK", "DEUTDEFF500", bad=["DNB"], pattern="^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$"
                        )
                    }
                )
            }
        ),
    )
    remittance = record(
        {},
        {
            "Ustrd": listing(long, minItems=1),
            "Strd": listing(record({"CdtrRefInf": record({"Ref": short}, {"Tp": choice("SCOR", "RADM")})}), minItems=1),
        },
        minProperties=1,
        maxProperties=1,
    ).but(good=[{"Ustrd": ["rent"]}, {"Strd": [{"CdtrRefInf": {"Ref": "RF18"}}]}, {"Ustrd": ["a", "b"]}], bad=[{}])
    transfer = record(
        {
            "PmtId": record({"EndToEndId": short}, {"InstrId": short, "UETR": UUID}),
            "Amt": union(
                "oneOf",
                record({"InstdAmt": money}),
                record(
                    {"EqvtAmt": record({"Amt": money, "CcyOfTrf": text("USD", "JPY", bad=["$"], pattern="^[A-Z]{3}$")})}
                ),
            ),
            "Cdtr": party,
            "CdtrAcct": account,
        },
        {
            "CdtrAgt": agent,
            "ChrgBr": choice("SHAR", "DEBT", "CRED", "SLEV"),
            "RmtInf": remittance,
            "Purp": text("SALA", "RENT", bad=["rent"], pattern="^[A-Z]{4}$"),
        },
    )
    batch = record(
        {
            "PmtInfId": short,
            "PmtMtd": choice("TRF", "CHK"),
            "ReqdExctnDt": DATE,
            "Dbtr": party,
            "DbtrAcct": account,
            "DbtrAgt": agent,
            "CdtTrfTxInf": listing(transfer, minItems=1),
        },
        {
            "BtchBookg": flag(),
            "NbOfTxs": text("1", "17", bad=["one"], pattern="^[0-9]{1,15}$"),
            "CtrlSum": number(12.5, 100, minimum=0),
        },
    )
    return record(
        {
            "GrpHdr": record(
                {
                    "MsgId": short,
                    "CreDtTm": MOMENT,
                    "NbOfTxs": text("1", "200", bad=["-1"], pattern="^[0-9]{1,15}$"),
                    "InitgPty": party,
                },
                {"CtrlSum": number(12.5, 1e6, minimum=0)},
            ),
            "PmtInf": listing(batch, minItems=1),
        }
    )
