"""Which calculators there are, in the order in which they are asked."""

from actions.computed.calculator import Calculator
from actions.computed.checklist import ChecklistQuestions
from actions.computed.fees import FeeQuestions
from actions.computed.overstays import OverstayQuestions
from actions.computed.timing import TimingQuestions

CALCULATORS: tuple[Calculator, ...] = (
    OverstayQuestions(),
    FeeQuestions(),
    TimingQuestions(),
    ChecklistQuestions(),
)
