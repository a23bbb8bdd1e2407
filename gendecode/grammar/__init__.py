"""The waist: one intermediate representation for every kind of constraint."""

from gendecode.grammar.ir import Grammar

__all__ = ["Grammar"]
