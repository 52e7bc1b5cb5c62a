"""All calls that are fuzzed, as ``package.name``, and the public names that are not, with why."""

from tests.fuzz.descents import DESCENTS
from tests.fuzz.drawings import DRAWINGS
from tests.fuzz.examples import EXAMPLES
from tests.fuzz.explorers import EXPLORERS
from tests.fuzz.formulas import FORMULAS
from tests.fuzz.networks import NETWORKS
from tests.fuzz.searches import SEARCHES
from tests.fuzz.trainings import TRAININGS

NUMBERS = FORMULAS | EXAMPLES | NETWORKS | DESCENTS | TRAININGS | SEARCHES
ALL = NUMBERS | DRAWINGS | EXPLORERS
