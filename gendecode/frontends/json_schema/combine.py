"""Goals into alternatives and shapes: conjunction, disjunction and negation of schemas.

The normal form is lazy. A goal (a conjunction of atoms) is *flattened*: what is a conjunction itself
(``$ref``, ``allOf``, the keywords of a schema) becomes more atoms of the same goal. What is left are atoms
with a *shape*, which say something of one JSON type each, and *choices*, which hold when one of some goals
does. The plan of a goal is its shape where it has no choice, and otherwise the alternatives of one choice,
each with all the other atoms pushed into it. No step looks below the value itself, so recursive schemas
cost nothing until something asks for their parts.

Negation is pushed inwards (Attouche and others, "Witness Generation for JSON Schema", VLDB 2022): the
negation of a conjunction is a choice, that of a choice a conjunction, and that of a shape a few other
shapes, because every assertion has a dual (``facets.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import reduce

from gendecode.errors import LimitExceeded, UnsupportedError
from gendecode.frontends.json_schema.evaluated import Evaluated
from gendecode.frontends.json_schema.facets import ANYTHING, BOTTOM, TOP, Choice, Goal, ObjectFacet, Plan, Shape, only
from gendecode.frontends.json_schema.inhabited import Inhabited
from gendecode.frontends.json_schema.keywords import ASSERTIONS, DEPENDENT, EVALUATING, IN_PLACE, names_asked
from gendecode.frontends.json_schema.plausible import plausible
from gendecode.frontends.json_schema.read import Atom, Document, Role
from gendecode.frontends.json_schema.shapes import Shapes, all_scalars
from gendecode.frontends.json_schema.values import content, pointer

_BARE = frozenset({"type", "enum", "format"}).union(DEPENDENT, *ASSERTIONS.values())
_COMBINING = IN_PLACE | {"const", "enum"}
_LOOSER = 10  # so many times the bound on combinations holds where pairs of branches are compared
_CHOICES = (("anyOf", Role.ANY_OF), ("oneOf", Role.ONE_OF))
_CHOICE_ROLES = frozenset(
    {Role.ANY_OF, Role.ONE_OF, Role.ENUM, Role.NOT, Role.IF, Role.DEPENDENT, Role.EVALUATED, Role.EITHER}
)


class Algebra:
    """Normal forms of the goals of one document, memoised.

    Args:
        exact: makes this the *loose* algebra of the same document, in which oneOf is read as anyOf and its negation
            as saying nothing. It allows more, never less, and is what decides whether two branches can overlap.
    """

    def __init__(self, document: Document, exact: Algebra | None = None) -> None:
        self.document = document
        self.shape: Shapes = Shapes(document, self.negate) if exact is None else exact.shape
        self.is_loose = exact is not None
        self._evaluated = Evaluated(self)
        self._flat: dict[Goal, Goal] = {}
        self._plans: dict[Goal, Plan] = {}
        self._alternatives: dict[Atom, tuple[Goal, ...]] = {}
        self._overlaps: dict[Atom, dict[Atom, list[Atom]]] = {}
        self._loose: Inhabited | None = None

    def plan(self, goal: Goal) -> Plan:
        """The alternatives of a goal, or its shape. The goal must be flat."""
        found = self._plans.get(goal)
        if found is None:
            most = self.document.limits.combinations
            if len(self._plans) >= (_LOOSER * most if self.is_loose else most):
                raise LimitExceeded(
                    f"the choices of the schema have more than Limits.combinations = {most} combinations; "
                    "fewer anyOf, oneOf and not side by side, or tags that tell their branches apart, make it less"
                )
            found = self._plans[goal] = self._plan(goal)
        return found

    def resolve(self, goal: Goal) -> Goal:
        """The same goal; where it is a schema that consists of a reference, what that leads to."""
        while len(goal) == 1 and goal[0].role is Role.SCHEMA and goal[0].value.__class__ is dict:
            keywords = self.document.keywords(goal[0])
            if len(keywords) != 1 or "$ref" not in keywords:
                break
            goal = (self.document.target(goal[0]),)
        return goal

    def direct(self, goal: Goal) -> Shape | None:
        """The shape of a goal that is one schema with assertions only, found without flattening; None for others."""
        if len(goal) != 1 or goal[0].role is not Role.SCHEMA or goal[0].value.__class__ is not dict:
            return None
        keywords = self.document.keywords(goal[0])
        return self.shape(goal[0]) if _COMBINING.isdisjoint(keywords) else None

    # -- goals ------------------------------------------------------------------------------------

    def flatten(self, goal: Goal) -> Goal:
        """The same conjunction with everything in it that is a conjunction resolved."""
        found = self._flat.get(goal)
        if found is None:
            found = self._flat[goal] = self._flatten(goal)
        return found

    def _flatten(self, goal: Goal) -> Goal:
        seen: dict[Atom, None] = {}
        stack = list(goal)
        while stack:
            atom = stack.pop()
            if atom in seen:
                continue
            if atom.role is Role.SCHEMA:
                seen[atom] = None
                stack.extend(self.parts(atom))
            elif atom.role is Role.NOT:
                alternatives = self.alternatives(atom)
                if len(alternatives) == 1:
                    stack.extend(alternatives[0])
                elif ANYTHING not in alternatives:
                    seen[atom] = None
            else:
                seen[atom] = None
        kept = [atom for atom in seen if atom.role is not Role.SCHEMA]
        return tuple(sorted(kept, key=lambda atom: atom.index))

    def parts(self, atom: Atom, evaluated: bool = False) -> list[Atom]:
        """The atoms whose conjunction is this schema.

        Args:
            evaluated: leave ``unevaluatedProperties`` and ``unevaluatedItems`` out.
        """
        document = self.document
        if not isinstance(atom.value, dict):
            return [] if atom.value else [document.beside(atom, Role.BARE)]
        keywords = document.keywords(atom)
        if not evaluated and not EVALUATING.isdisjoint(keywords):
            return [document.beside(atom, Role.EVALUATED)]
        parts = [document.beside(atom, Role.BARE)] if not _BARE.isdisjoint(keywords) else []
        if _COMBINING.isdisjoint(keywords):
            return parts
        if not IN_PLACE.isdisjoint(keywords):
            parts += document.targets(atom, keywords)
        if "allOf" in keywords:
            parts += [document.child(atom, "allOf", i) for i in range(len(keywords["allOf"]))]
        if "const" in keywords:
            parts.append(document.child(atom, "const", role=Role.VALUE))
        if "enum" in keywords and not all_scalars(keywords["enum"]):
            parts.append(document.beside(atom, Role.ENUM))
        if "not" in keywords:
            parts.append(self.negation(document.child(atom, "not")))
        if "if" in keywords and (evaluated or "then" in keywords or "else" in keywords):
            parts.append(document.beside(atom, Role.IF))
        for keyword in (k for k in keywords if k in DEPENDENT):
            for name, asked in keywords[keyword].items():
                if names_asked(asked) is None:
                    parts.append(document.derived(Role.DEPENDENT, (atom, keyword, name), (atom, keyword, name), atom))
        parts += [document.beside(atom, role) for keyword, role in _CHOICES if keyword in keywords]
        return parts

    def negation(self, atom: Atom) -> Atom:
        """The atom that holds where this one does not."""
        return atom.value if atom.role is Role.NOT else self.document.derived(Role.NOT, atom, atom, atom)

    def negate(self, goal: Goal) -> Goal:
        """The goal that holds where this one does not."""
        if len(goal) == 1:
            return (self.negation(goal[0]),)
        if not goal:
            root = self.document.root
            return (self.document.atom(Role.BARE, False, root.place, root.resource),)
        return self.either([(self.negation(atom),) for atom in goal])

    def either(self, goals: Iterable[Goal]) -> Goal:
        """The goal that holds where one of these does."""
        goals = tuple(dict.fromkeys(goals))
        if ANYTHING in goals:
            return ANYTHING
        if len(goals) == 1:
            return goals[0]
        return (self.document.derived(Role.EITHER, goals, goals, goals[0][0]),) if goals else self.negate(ANYTHING)

    @staticmethod
    def conjunction(atoms: Iterable[Atom]) -> Goal:
        """The goal that all these atoms hold."""
        return tuple(sorted(dict.fromkeys(atoms), key=lambda atom: atom.index))

    def shaped(self, key: Hashable, shape: Shape, like: Atom) -> Goal:
        """The goal that a value has this shape."""
        return (self.document.derived(Role.SHAPE, key, shape, like),)

    # -- choices ----------------------------------------------------------------------------------

    def alternatives(self, atom: Atom) -> tuple[Goal, ...]:
        """The goals of which a choice takes one."""
        found = self._alternatives.get(atom)
        if found is None:
            found = self._alternatives[atom] = tuple(dict.fromkeys(self._options(atom)))
        return found

    def _options(self, atom: Atom) -> Iterable[Goal]:
        document, role = self.document, atom.role
        if role is Role.EITHER:
            return atom.value  # type: ignore[no-any-return]
        if role is Role.NOT:
            return self._negated(atom.value)
        if role is Role.ANY_OF:
            return [(document.child(atom, "anyOf", i),) for i in range(len(atom.value["anyOf"]))]
        if role is Role.ONE_OF:
            return self._exactly_one(atom)
        if role is Role.IF:
            return self._conditional(atom)
        if role is Role.DEPENDENT:
            return self._dependent(atom)
        if role is Role.EVALUATED:
            return self._evaluated.goals(atom)
        values = atom.value["enum"]
        scalars = [value for value in values if not isinstance(value, (dict, list))]
        found = [(document.derived(Role.SCALARS, (atom, "scalars"), scalars, atom),)] if scalars else []
        containers = [i for i, value in enumerate(values) if isinstance(value, (dict, list))]
        return found + [(document.child(atom, "enum", i, role=Role.VALUE),) for i in containers]

    def _negated(self, atom: Atom) -> Iterable[Goal]:
        """The alternatives of what an atom does not assert."""
        if atom.role is Role.SCHEMA:
            return [(self.negation(part),) for part in self.parts(atom)]
        if atom.role is Role.ONE_OF:
            return self._none_or_two(atom)
        if atom.role is Role.EVALUATED:
            return self._evaluated.negated(atom)
        if atom.role in _CHOICE_ROLES:
            negated = [self.negate(option) for option in self.alternatives(atom)]
            return [tuple(dict.fromkeys(part for goal in negated for part in goal))]
        try:
            shapes = self.shape(atom).complement(self.negate)
        except UnsupportedError as error:
            raise UnsupportedError(error.keyword, pointer(atom.place), error.reason, error.hint) from None
        return [self.shaped((atom, "not", i), shape, atom) for i, shape in enumerate(shapes)]

    def _conditional(self, atom: Atom) -> list[Goal]:
        condition = self.document.child(atom, "if")
        then, otherwise = (
            (self.document.child(atom, branch),) if branch in self.document.keywords(atom) else ANYTHING
            for branch in ("then", "else")
        )
        return [(condition, *then), (self.negation(condition), *otherwise)]

    def _dependent(self, atom: Atom) -> list[Goal]:
        schema, keyword, name = atom.value
        absent = only(object=ObjectFacet({name: self.negate(ANYTHING)}))
        present = self.shaped((atom, "present"), Shape(object=ObjectFacet(required={name: None})), atom)
        return [
            self.shaped((atom, "absent"), absent, atom),
            (*present, self.document.child(schema, keyword, name)),
        ]

    # -- oneOf ------------------------------------------------------------------------------------

    def one_of(self, atom: Atom) -> dict[Atom, int]:
        """The branches of a schema's oneOf that are written differently, and how often each occurs."""
        branches = [self.document.child(atom, "oneOf", i) for i in range(len(atom.value["oneOf"]))]
        first: dict[Hashable, Atom] = {}
        return Counter(first.setdefault(content(branch.value), branch) for branch in branches)

    def _exactly_one(self, atom: Atom) -> list[Goal]:
        """One branch, and not those of the others that could hold beside it."""
        branches = self.one_of(atom)
        if self.is_loose:
            return [(branch,) for branch, count in branches.items() if count == 1]
        overlaps = self.overlaps(atom)
        return [
            (branch, *(self.negation(other) for other in overlaps[branch]))
            for branch, count in branches.items()
            if count == 1
        ]

    def _none_or_two(self, atom: Atom) -> list[Goal]:
        if self.is_loose:
            return [ANYTHING]
        branches = self.one_of(atom)
        found: list[Goal] = [tuple(self.negation(branch) for branch in branches)]
        found += [(branch,) for branch, count in branches.items() if count > 1]
        overlaps = self.overlaps(atom)
        pairs = {tuple(sorted((a, b), key=lambda x: x.index)) for a, others in overlaps.items() for b in others}
        return found + sorted(pairs, key=lambda pair: [branch.index for branch in pair])

    def overlaps(self, atom: Atom) -> dict[Atom, list[Atom]]:
        """For each branch of a oneOf the others that one value may satisfy besides, as far as can be told."""
        found = self._overlaps.get(atom)
        if found is None:
            found = self._overlaps[atom] = self._find_overlaps(atom)
        return found

    def _find_overlaps(self, atom: Atom) -> dict[Atom, list[Atom]]:
        document = self.document
        if self._loose is None:
            self._loose = Inhabited(Algebra(document, exact=self), closed=False)
        possible = self._loose
        beside = self.flatten((document.beside(atom, Role.SCHEMA),))
        context = () if Role.EVALUATED in {part.role for part in beside} else tuple(p for p in beside if p is not atom)
        branches = [branch for branch in self.one_of(atom) if possible((*context, branch))]
        shapes = [self.asked(self.flatten((*context, branch))) for branch in branches]
        found: dict[Atom, list[Atom]] = {branch: [] for branch in self.one_of(atom)}
        for i, first in enumerate(branches):
            for j in range(i + 1, len(branches)):
                second = branches[j]
                # Nearly all pairs differ in a tag, and that can be seen.
                if plausible(self, shapes[i].merge(shapes[j])) and possible((*context, first, second)):
                    found[first].append(second)
                    found[second].append(first)
        return found

    # -- plans ------------------------------------------------------------------------------------

    def asked(self, goal: Goal) -> Shape:
        """The shape of a flat goal, its choices left aside."""
        return reduce(Shape.merge, (self.shape(atom) for atom in goal if atom.role not in _CHOICE_ROLES), TOP)

    def _plan(self, goal: Goal) -> Plan:
        choices = [atom for atom in goal if atom.role in _CHOICE_ROLES]
        shape = self.asked(goal)
        if len(choices) > 1 or (choices and choices[0].role is Role.NOT):
            return self._propagate(goal, choices, shape)
        if not choices:
            return shape
        rest = tuple(atom for atom in goal if atom is not choices[0])
        found = (self.flatten((*rest, *option)) for option in self.alternatives(choices[0]))
        return Choice(tuple(dict.fromkeys(found)))

    def _propagate(self, goal: Goal, choices: list[Atom], shape: Shape) -> Plan:
        """Decide what several choices leave open: unit propagation, then the choice with the fewest alternatives.

        Alternatives that contradict the shape are dropped, choices that the shape satisfies as well.
        """
        while True:
            if not plausible(self, shape):
                return BOTTOM
            best: tuple[Atom, list[Goal]] | None = None
            holds: list[Atom] = []
            for atom in choices:
                viable = self._viable(atom, goal, shape)
                if viable is None:
                    holds.append(atom)
                elif best is None or len(viable) < len(best[1]):
                    best = (atom, viable)
            if best is None:
                return shape
            atom, viable = best
            if not viable:
                return BOTTOM
            rest = tuple(other for other in goal if other is not atom and other not in holds)
            if len(viable) > 1:
                return Choice(tuple(dict.fromkeys(self.flatten((*rest, *option)) for option in viable)))
            goal = self.flatten((*rest, *viable[0]))
            choices = [atom for atom in goal if atom.role in _CHOICE_ROLES]
            shape = self.asked(goal)
            if not choices:
                return shape

    def _viable(self, choice: Atom, goal: Goal, shape: Shape) -> list[Goal] | None:
        """The alternatives of a choice that the shape does not contradict; None where one holds anyway."""
        if choice.role is Role.NOT and not plausible(self, shape.merge(self.asked(self.flatten((choice.value,))))):
            return None
        found: list[Goal] = []
        for option in self.alternatives(choice):
            flat = self.flatten(option)
            added = tuple(atom for atom in flat if atom not in goal)
            merged = shape.merge(self.asked(added))
            if merged == shape and not any(atom.role in _CHOICE_ROLES for atom in added):
                return None
            if merged == shape or plausible(self, merged):
                found.append(flat)
        return found
