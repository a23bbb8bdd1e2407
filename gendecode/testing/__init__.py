"""Checks that ship with the library, for constraints of your own as well: an oracle, and the contract's checker."""

from gendecode.testing.contract import ContractReport, ContractViolation, check_contract
from gendecode.testing.matches import Match
from gendecode.testing.reference import ReferenceRecogniser

__all__ = ["ContractReport", "ContractViolation", "Match", "ReferenceRecogniser", "check_contract"]
