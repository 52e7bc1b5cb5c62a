"""All calls that are fuzzed, as ``package.name``, and the public names that are not, with why."""

from course_lib import widgets
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

NOT_FUZZED = {
    "what the library returns; nobody calls it": {
        *("diagnostics.ActivationStatistics", "diagnostics.DeadUnits", "diagnostics.GradientNorms"),
        *("diagnostics.InitialLoss", "diagnostics.LearningRateRange", "diagnostics.SmallBatch"),
        *("gradcheck.GradientReport", "graph.Edge", "graph.Jacobian", "graph.Node"),
        *("optimizers.Minimum", "search.SearchInterrupted"),
        *("search.SearchResult", "search.Trial", "claims.Comparison", "training.DivergenceError"),
        *("training.Evaluation", "training.History", "training.StepInfo"),
        "training.Snapshot",
    },
    "a record of formulas that the library fills; what it computes is fuzzed": {
        *("activations.Activation", "objectives.Curve", "objectives.Objective")
    },
    "an abstract base; its subclasses are fuzzed": {"search.Distribution"},
    "a check itself: whoever calls it is fuzzed": {"data.check_examples", "network.check_network"},
    "reads or writes files; tests of its own": {
        "data.load_fashion_mnist_full",
        *("parameters.load", "parameters.save", "training.Checkpoint"),
    },
    "takes the parameters of a network from its layers": {
        *("parameters.flatten", "parameters.decay_mask")
    },
    "takes no arguments; tests/widgets moves every control to its ends": {
        f"widgets.{name}" for name in widgets.__all__ if f"widgets.{name}" not in EXPLORERS
    },
}
"""Public names that are not in the battery, by the reason."""

ARGUMENTS_NOT_FUZZED = {
    "claims.claim": {"above", "below", "equal"},  # one bound at a time; tests/test_claims.py
    "graph.Value": {"op", "parents", "partials"},  # operations pass them, thousands a second
    "search.Searcher": {"loops", "settings"},  # generators, and what JSON keeps
    "search.run": {"path"},  # writes a file; tests/search
    "training.accuracy": {"targets"},  # those that are no classes give NaN, by its docstring
    "training.fit": {"checkpoint"},  # writes a file; tests/training/test_checkpoint.py
}
"""Arguments that no call of the battery has."""
