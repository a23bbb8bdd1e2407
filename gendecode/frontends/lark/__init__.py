"""Lark grammars: rules and terminals in, a :class:`~gendecode.grammar.ir.Grammar` out.

The phases, one module each: ``tokens`` and ``syntax`` read the text, ``load`` imports and resolves names,
``terminals`` makes languages of terminals, ``rules`` a context-free grammar of rules; ``gendecode.grammar``
removes left recursion and makes the nodes, and ``build`` has the public function.
"""

from gendecode.frontends.lark.build import LarkGrammar, lark

__all__ = ["LarkGrammar", "lark"]
