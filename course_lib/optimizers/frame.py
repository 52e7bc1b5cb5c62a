"""The frame of all stepping optimizers: a class adds hyperparameters, memory and the formula.

A new optimizer is one dataclass. Its ``update`` moves ``x``, a block of θ, in place along the
gradient ``g``; it is given the memory and the hyperparameters that it names::

    @dataclass(eq=False)
    class SignMomentum(Optimizer):
        lr: Rate
        momentum: Share = 0.9
        v: Array | None = memory()

        def update(self, x, g, v, lr, momentum):
            v *= momentum
            v += (1 - momentum) * g
            x -= lr * np.sign(v)

That is all: ``SignMomentum(cosine(0.01, steps=900)).step(theta, grad)`` works. A hyperparameter's
type is its range (`Rate`, `Positive`, `NonNegative`, `Share`, `Flag`). Each may be an array with
one number per trial; ``update`` then gets a column that broadcasts over θ. `memory` is an array
like θ, zero before the first step. ``self.t`` counts the steps, from 1 in the first one. A field
``weight_decay: NonNegative = 0.0`` adds weight decay: L2, or decoupled if the class says so.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from functools import cache, partial
from typing import Annotated, Any, ClassVar, NamedTuple, Protocol, TypeAlias, get_type_hints

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.optimizers._vectors import (
    blocks,
    check_per_trial,
    check_vector,
    copied,
    describe,
    is_zero,
    per_trial,
)


class Stepper(Protocol):
    """What moves θ in place, once for each gradient: an optimizer of this package, or your own."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta`; `decay` is the 0/1 mask of what weight decay applies to."""


def check_rate(owner: str, name: str, lr: object) -> Rate:
    """Return `lr` if it is a schedule ``step -> lr``, or a learning rate >= 0."""
    if not callable(lr):
        return check.interval(owner, name, lr, 0)
    try:
        inspect.signature(lr).bind(0)
        unfinished = isinstance(lr, type)
    except TypeError:
        unfinished = True
    except ValueError:  # a function of C that does not say what it takes
        unfinished = False
    if unfinished:
        maker = getattr(lr, "__name__", type(lr).__name__)
        raise TypeError(message(owner, "a schedule step -> lr", maker, f"Pass {maker}(…)."))
    return lr


Rate: TypeAlias = Annotated[Number | Callable[[int], Number], check_rate]
"""A learning rate: a number >= 0, one number per trial, or a schedule ``step -> lr``."""
Positive: TypeAlias = Annotated[Number, partial(check.interval, low=0, open_low=True)]
NonNegative: TypeAlias = Annotated[Number, partial(check.interval, low=0)]
Share: TypeAlias = Annotated[Number, partial(check.interval, low=0, high=1, open_high=True)]
"""The share of a memory that is kept at each step, in [0, 1)."""
Flag: TypeAlias = Annotated[bool, check.flag]


def memory(needs: str = "") -> Any:
    """Declare an array like θ that is kept from step to step, if the number `needs` is not 0."""
    return field(default=None, init=False, repr=False, metadata={"needs": needs})


class Optimizer(ABC):
    """Moves θ step by step.

    An optimizer that carries something from step to step, memory or the count of a schedule,
    belongs to the θ of its first step and refuses any other array. A copy, or one whose state
    has just been loaded, belongs to the next θ that it moves.
    """

    lr: Rate
    weight_decay: Number = 0.0
    decoupled: ClassVar[bool] = False
    """Whether weight decay shrinks θ itself (AdamW) instead of adding λ θ to the gradient (L2)."""
    t: int = 0
    _theta: Array | None = None

    def __post_init__(self) -> None:
        self.t = 0
        vars(self).update(dict.fromkeys(_form(type(self)).memories))
        for name, rule in _form(type(self)).rules.items():
            setattr(self, name, rule(type(self).__name__, name, getattr(self, name)))

    @abstractmethod
    def update(self, *args: Any, **kwargs: Any) -> None:
        """Move ``x``, a block of θ, and its part of the memory in place: the formula."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        form = _form(type(self))
        numbers = {name: getattr(self, name) for name in form.numbers}
        numbers["lr"] = self._rate()
        self._check(theta, grad, decay, numbers)
        memories = self._memories(theta)
        self._theta, self.t = theta, self.t + 1
        numbers = {name: per_trial(number, theta) for name, number in numbers.items()}
        lr, weight_decay = numbers["lr"], numbers["weight_decay"]
        given = {name: numbers[name] for name in form.given}
        for x, g, mask, *kept in blocks(theta, grad, decay, *memories):
            g = self._decayed(x, g, mask, lr, weight_decay)
            self.update(x, g, **dict(zip(form.memories, kept, strict=True)), **given)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the memory and t."""
        return {name: getattr(self, name) for name in (*_form(type(self)).memories, "t")}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from a `state_dict`, with whatever θ comes next."""
        self.t, self._theta = int(state["t"]), None
        for name in _form(type(self)).memories:
            setattr(self, name, copied(state.get(name)))

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_theta": None}

    def _rate(self) -> Number:
        if not callable(self.lr):
            return self.lr
        lr, name = self.lr(self.t), f"lr from the schedule at step {self.t}"
        remedy = f"Pass {self.lr.__name__}(…)." if callable(lr) else ""
        return check.interval(type(self).__name__, name, lr, 0, remedy=remedy)

    def _check(
        self, theta: Array, grad: Array, decay: Array | None, numbers: dict[str, Number]
    ) -> None:
        owner = type(self).__name__
        names = _form(type(self)).memories
        kept = next((getattr(self, n) for n in names if getattr(self, n) is not None), None)
        check_vector(owner, "theta", theta, kept)
        if (kept is not None or callable(self.lr)) and not _is_same(theta, self._theta):
            remedy = f"Make a new {owner} for each network; it moves one array, in place."
            raise ValueError(message(owner, "theta as in the step before", "another array", remedy))
        if not isinstance(grad, np.ndarray) or grad.shape != theta.shape:
            rule = f"a gradient of shape {theta.shape}"
            raise ValueError(message(owner, rule, describe(grad)))
        if grad.dtype.kind not in "biuf":
            raise TypeError(message(owner, "a gradient of numbers", f"dtype {grad.dtype}"))
        shapes = (theta.shape, theta.shape[-1:])
        if decay is not None and getattr(decay, "shape", None) not in shapes:
            rule = f"a decay mask of shape {theta.shape[-1:]}"
            raise ValueError(message(owner, rule, describe(decay)))
        check_per_trial(owner, theta, **numbers)

    def _memories(self, theta: Array) -> list[Array | None]:
        """Return the memory; before the first step, make it."""
        for name, needs in _form(type(self)).memories.items():
            if getattr(self, name) is None and not (needs and is_zero(getattr(self, needs))):
                setattr(self, name, np.zeros_like(theta))
        return [getattr(self, name) for name in _form(type(self)).memories]

    def _decayed(
        self, x: Array, g: Array, mask: Array | None, lr: Number, weight_decay: Number
    ) -> Array:
        """Return ``g + λ θ``; decoupled decay instead moves θ by ``−η λ θ``."""
        if is_zero(weight_decay):
            return g
        if self.decoupled:
            x -= lr * weight_decay * (x if mask is None else x * mask)
            return g
        shrink: Array = weight_decay * x
        if mask is not None:
            shrink *= mask
        shrink += g
        return shrink


class _Form(NamedTuple):
    """What a class of optimizers declares, by the names of its fields."""

    rules: dict[str, Callable[..., Any]]
    numbers: list[str]
    memories: dict[str, str]
    given: list[str]


@cache
def _form(kind: type[Any]) -> _Form:
    hints = get_type_hints(kind, include_extras=True)
    memories = {f.name: f.metadata["needs"] for f in fields(kind) if "needs" in f.metadata}
    rules = {f.name: hints[f.name].__metadata__[0] for f in fields(kind) if f.init}
    numbers = [name for name in rules if hints[name] is not Flag]
    given = [name for name in inspect.signature(kind.update).parameters if name in numbers]
    return _Form(rules, [*dict.fromkeys([*numbers, "weight_decay"])], memories, given)


def _is_same(theta: Array, last: Array | None) -> bool:
    """Whether both are the same place in memory; any place is, before the first step."""
    return last is None or theta is last or theta.__array_interface__ == last.__array_interface__
