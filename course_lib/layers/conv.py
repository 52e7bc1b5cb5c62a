"""Convolution: the same small affine map at every place of an image (chapter 6).

    y[o, h, w] = b[o] + Σ_c Σ_r Σ_s  W[o, c, r, s] · x[c, h·stride + r, w·stride + s]

The patches x[c, h·stride + r, w·stride + s] are a view of the image, so this sum is one line of
`numpy.einsum`, in the same letters. With ``optimize=True`` it becomes a matrix product: 30 to 100
times as fast. (In mathematics a convolution also flips the kernel; a learned one need not be.)
"""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.initializers import he_normal
from course_lib.layers._features import accept, batch_axes, spread
from course_lib.layers._frames import Affine, sizes
from course_lib.layers._trials import Generators, Initializers, Trials
from course_lib.layers.base import check_dy, in_dtype, recall


@final
class Conv2d(Affine):
    """Convolve images with learned kernels.

    Parameters
    ----------
    c_in, c_out : int
        Number of input and output channels.
    size : int
        Height and width of the kernel.
    stride : int, default 1
        Step from one patch to the next.
    padding : int, default 0
        Rows and columns of zeros added on each side.
    rng : numpy.random.Generator, or one per trial
        Draws the initial W.
    init : initializer, or one per trial; default `he_normal`
        ``(shape, rng) -> array`` for W.
    bias : float or False, default 0
        Initial value of b; False leaves b out.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side.
    dtype : float64 (default) or float32

    Attributes
    ----------
    W, b : Parameter, shapes (c_out, c_in, size, size) and (c_out,)

    Examples
    --------
    >>> layer = Conv2d(1, 8, 3, padding=1, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones((2, 1, 28, 28)), train=True).shape
    (2, 8, 28, 28)

    References
    ----------
    LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 1998.

    Notes
    -----
    Shapes and padding are those of PyTorch: the output has
    ``(H + 2 padding − size) // stride + 1`` rows; pixels beyond the last whole step are left out.
    """

    images = True

    def __init__(
        self,
        c_in: int,
        c_out: int,
        size: int,
        *,
        stride: int = 1,
        padding: int = 0,
        rng: Generators,
        init: Initializers = he_normal,
        bias: float = 0.0,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        shape = *sizes("Conv2d", c_out=c_out, c_in=c_in, size=size), size
        self.stride = check.integer("Conv2d", "stride", stride)
        self.padding = check.integer("Conv2d", "padding", padding, low=0)
        super().__init__(
            shape, shape[:1], rng=rng, init=init, bias=bias, trials=trials, dtype=dtype
        )

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = b + Σ W · patch``, shape ``(..., N, c_out, H_out, W_out)``."""
        x = accept(self, x, self.W.shape[1], self.W, train=train)
        patches = self._patches(x)
        y: Array = np.einsum(
            "...nchwrs, ...ocrs -> ...nohw", patches, self.W.value, optimize=True
        ) + spread(self.b.value, images=True)
        self._kept = patches, x.shape, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return dx, after `backward_parameters`: where patches overlap, their ``Wᵀ dy`` add up."""
        self.backward_parameters(dy)
        _, shape, _ = recall(self)
        dy = in_dtype(dy, self.W)
        dpatches = np.einsum("...nohw, ...ocrs -> ...nchwrs", dy, self.W.value, optimize=True)
        return self._add_up(dpatches, *shape[-2:])

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dW = Σ dy · patch`` and ``db = Σ dy``, over all examples and places."""
        patches, _, y_shape = recall(self)
        dy = check_dy(self, dy, y_shape)
        self.W.grad[...] = np.einsum("...nohw, ...nchwrs -> ...ocrs", dy, patches, optimize=True)
        dy.sum(axis=batch_axes(images=True), out=self.b.grad)

    def _patches(self, x: Array) -> Array:
        """Return what the kernel sees, ``(..., N, c_in, H_out, W_out, size, size)``."""
        size, step, pad = self.W.shape[-1], self.stride, self.padding
        padded = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(pad, pad)] * 2)
        if min(padded.shape[-2:]) < size:
            rule = f"images of {size} x {size} pixels or more, with padding"
            raise ValueError(message("Conv2d", rule, f"{padded.shape[-2]} x {padded.shape[-1]}"))
        windows = sliding_window_view(padded, (size, size), axis=(-2, -1))
        return windows[..., ::step, ::step, :, :]

    def _add_up(self, dpatches: Array, height: int, width: int) -> Array:
        """Return dx: every pixel adds up what the patches that contain it send back."""
        *lead, h_out, w_out, size, _ = dpatches.shape
        step, pad = self.stride, self.padding
        dx = np.zeros((*lead, height + 2 * pad, width + 2 * pad), dpatches.dtype)
        for r in range(size):
            for s in range(size):
                pixels = dx[..., r : r + step * h_out : step, s : s + step * w_out : step]
                pixels += dpatches[..., r, s]
        return dx[..., pad : pad + height, pad : pad + width]

    def __repr__(self) -> str:
        c_out, c_in, size, _ = self.W.shape
        return f"Conv2d({c_in}, {c_out}, {size}, stride={self.stride}, padding={self.padding})"
