"""A Python type as a JSON Schema that is as strict as the type's parser.

pydantic describes its parsers in a *core schema*: a tree of dicts, each with a ``type``, from which its
validators are built. That tree is read here, kind by kind, because the JSON Schema that pydantic writes
itself leaves open what the parser then rejects: the digits of a Decimal, the month 13, the port 99999.

``core`` (the walk) -> ``scalars``, ``texts``, ``decimals``, ``patterns`` (leaves), ``containers``,
``unions``, ``records`` (what has parts), ``validators`` (functions); ``signature`` (a function's arguments
as a type).
"""
