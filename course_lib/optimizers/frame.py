"""The frame of all stepping optimizers: a class adds hyperparameters, memory and the formula.

A new optimizer is one dataclass whose ``update`` moves ``x``, a block of θ, in place along the
gradient ``g``:

>>> @dataclass(eq=False)
... class SignMomentum(Optimizer):
...     lr: Rate
...     beta: Share = 0.9
...     m: Array | None = memory()
...
...     def update(self, x, g, m, lr, beta):
...         m *= beta
...         m += (1 - beta) * g
...         x -= lr * np.sign(m)
>>> theta, optimizer = np.array([1.0, -1.0]), SignMomentum(lr=0.5)
>>> optimizer.step(theta, grad=np.array([3.0, -0.2]))
>>> print(theta, optimizer)
[ 0.5 -0.5] SignMomentum(lr=0.5, beta=0.9)

``update`` is given the memory and then the hyperparameters, in the order of the fields. The type
of a hyperparameter is its range: `Rate`, `Positive`, `NonNegative`, `Share`, `Flag`; an array over
trials comes as a column that broadcasts over ``x``. `memory` declares an array like θ, 0 before
the first step. ``self.t`` counts the steps; it is 1 in the first. The field
``weight_decay: NonNegative = 0.0`` adds weight decay, for which ``update`` does nothing.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Protocol, TypeAlias, get_type_hints

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.optimizers import _vectors as vectors


class Stepper(Protocol):
    """What moves θ in place, once for each gradient: an optimizer of this package, or your own."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta`; `decay` is the 0/1 mask of what weight decay applies to."""


def check_rate(owner: str, name: str, lr: Any) -> Any:
    """Return `lr` if it is a schedule ``step -> lr``, or a learning rate >= 0."""
    if not callable(lr):
        return check.interval(owner, name, lr, 0)
    try:
        inspect.signature(lr).bind(0)
        unfinished = isinstance(lr, type)
    except (TypeError, ValueError) as error:  # ValueError: C code may hide its arguments
        unfinished = isinstance(error, TypeError)
    if unfinished:
        maker = getattr(lr, "__name__", type(lr).__name__)
        raise TypeError(message(owner, "a schedule step -> lr", maker, f"Pass {maker}(…)."))
    return lr


Rate: TypeAlias = Annotated[Number | Callable[[int], Number], check_rate]
"""A learning rate: a number >= 0, one number per trial, or a schedule ``step -> lr``."""
Positive: TypeAlias = Annotated[Number, partial(check.interval, low=0, open_low=True)]
NonNegative: TypeAlias = Annotated[Number, partial(check.interval, low=0)]
Share: TypeAlias = Annotated[Number, partial(check.interval, low=0, high=1, open_high=True)]
"""A number in [0, 1): how much of a memory is kept at each step."""
Flag: TypeAlias = Annotated[bool, check.flag]


def memory(needs: str = "") -> Any:
    """Declare an array like θ that is kept between steps; none while the number `needs` is 0."""
    return field(default=None, init=False, repr=False, metadata={"needs": needs})


@dataclass(eq=False)
class Stateful:
    """Checks the hyperparameters of a dataclass; makes, saves and restores its memory."""

    t: int = field(default=0, init=False, repr=False)
    _theta: Array | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, rule in self._rules().items():
            setattr(self, name, rule(type(self).__name__, name, getattr(self, name)))
        self.load_state_dict({"t": 0})

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the memory and the count of steps."""
        return {"t": self.t, **self._memory()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from a `state_dict`."""
        self.t, self._theta = int(state["t"]), None
        for name in self._needs():
            array = state.get(name)
            setattr(self, name, None if array is None else np.array(array))

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_theta": None}

    @classmethod
    @cache
    def _rules(cls) -> dict[str, Callable[..., Any]]:
        """Return what checks each hyperparameter."""
        hints, plain = get_type_hints(cls, include_extras=True), (lambda owner, name, value: value,)
        names = [f.name for f in fields(cls) if f.init]
        return {name: getattr(hints[name], "__metadata__", plain)[0] for name in names}

    @classmethod
    @cache
    def _needs(cls) -> dict[str, str]:
        """Return the number that each memory needs."""
        return {f.name: f.metadata["needs"] for f in fields(cls) if "needs" in f.metadata}

    def _memory(self) -> dict[str, Array | None]:
        return {name: getattr(self, name) for name in self._needs()}

    def _check_theta(self, theta: Array, memory: Mapping[str, Array | None]) -> None:
        """Refuse what cannot move, and a `theta` that is not the one of the steps before."""
        owner, last = type(self).__name__, self._theta
        vectors.check_vector(owner, "theta", theta)
        if theta is last:
            return
        kept = next((array for array in memory.values() if array is not None), None)
        before = kept if last is None else last
        if before is None or (kept is None and not callable(getattr(self, "lr", None))):
            return  # nothing is carried over
        fits = (before.shape, before.dtype) == (theta.shape, theta.dtype)
        if not fits or (before is last and theta.__array_interface__ != last.__array_interface__):
            rule = f"theta as in the step before, {vectors.describe(before)}"
            received = "another array" if fits else vectors.describe(theta)
            remedy = f"Make a new {owner} for each network; it moves one array, in place."
            raise ValueError(message(owner, rule, received, remedy))

    def _start(self, theta: Array, memory: dict[str, Array | None]) -> None:
        """Count the step; before the first one, make the memory."""
        self.t += 1
        for name, needs in self._needs().items():
            if memory[name] is None and not vectors.is_zero(getattr(self, needs, 1.0)):
                memory[name] = np.zeros_like(theta)
                setattr(self, name, memory[name])


class Optimizer(Stateful, ABC):
    """Moves θ step by step.

    An optimizer with a memory, or with a schedule, belongs to the array θ of its first step and
    refuses any other: moments and count would be those of another run. A copy belongs to the next
    θ that it moves, and so does an optimizer after `load_state_dict`.
    """

    lr: Rate
    decoupled: ClassVar[bool] = False
    """Whether weight decay moves θ itself (AdamW) instead of joining the gradient (L2)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers = [name for name in self._rules() if name != "weight_decay"]
        asked = ", ".join(inspect.signature(self.update).parameters)
        if asked != (given := ", ".join(["x", "g", *self._needs(), *numbers])):
            raise TypeError(message(type(self).__name__, f"update({given})", f"update({asked})"))

    @abstractmethod
    def update(self, *args: Any, **kwargs: Any) -> None:
        """Move ``x``, a block of θ, in place: the formula."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        owner, memory = type(self).__name__, self._memory()
        self._check_theta(theta, memory)
        vectors.check_like(owner, theta, grad, decay)
        numbers = {name: getattr(self, name) for name in self._rules()} | {"lr": self._rate()}
        for name, number in numbers.items():
            if type(number) is not float:
                numbers[name] = vectors.per_trial(owner, theta, name, number)
        self._start(theta, memory)
        self._theta = theta
        lr, weight_decay = numbers["lr"], numbers.pop("weight_decay", 0.0)
        decays, given = not vectors.is_zero(weight_decay), tuple(numbers.values())
        update = self.update
        for x, g, mask, *kept in vectors.blocks(theta, grad, decay, *memory.values()):
            if decays:
                g = self._decayed(x, g, mask, lr, weight_decay)
            update(x, g, *kept, *given)

    def _rate(self) -> Number:
        if not callable(self.lr):
            return self.lr
        lr, name = self.lr(self.t), f"lr from the schedule at step {self.t}"
        remedy = f"Pass {getattr(self.lr, '__name__', 'it')}(…)." if callable(lr) else ""
        return check.interval(type(self).__name__, name, lr, 0, remedy=remedy)

    def _decayed(self, x: Array, g: Array, mask: Array | None, lr: Any, weight_decay: Any) -> Array:
        """Return ``g + λ θ``; decoupled decay moves θ by ``−η λ θ`` instead."""
        shrink: Array = (lr * weight_decay if self.decoupled else weight_decay) * x
        if mask is not None:
            shrink *= mask
        if self.decoupled:
            x -= shrink
            return g
        shrink += g
        return shrink
