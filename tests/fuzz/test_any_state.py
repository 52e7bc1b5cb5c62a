"""An explorer follows its controls into any state, not only into the corners, without a warning."""

import ipywidgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import widgets
from course_lib.plots import data_digest
from tests.fuzz.battery import NOT_FUZZED

NAMES = sorted(n for names in NOT_FUZZED.values() for n in names if n.startswith("widgets."))


def values_of(control):
    """What a reader can choose with `control`."""
    if isinstance(control, ipywidgets.SelectionSlider | ipywidgets.ToggleButtons):
        return st.sampled_from(control.options)
    if isinstance(control, ipywidgets.Checkbox):
        return st.booleans()
    if isinstance(control, ipywidgets.IntSlider):
        return st.integers(control.min, control.max)
    ends = st.floats(control.min, control.max)
    return ends.map(lambda x: control.base**x) if hasattr(control, "base") else ends


@pytest.fixture(scope="module")
def explorers():
    made = {name: getattr(widgets, name.removeprefix("widgets."))() for name in NAMES}
    yield made
    for explorer in made.values():
        explorer.close()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5)
@given(data=st.data())
def test_any_state_is_drawn(explorers, name, data):
    explorer = explorers[name]
    state = {key: data.draw(values_of(control)) for key, control in explorer.controls.items()}
    explorer.set(**state)
    for key, value in explorer.values().items():
        assert value == state[key] or value == pytest.approx(state[key])
    assert len(data_digest(explorer.figure)) == 6
