"""Which calculators there are, in the order in which they are asked."""

from actions.computed.calculator import Calculator
from actions.computed.fees import FeeQuestions
from actions.computed.overstays import OverstayQuestions

CALCULATORS: tuple[Calculator, ...] = (OverstayQuestions(), FeeQuestions())
