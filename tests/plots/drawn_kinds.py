"""One drawing for each kind of artist whose data the digest reads; `VALUES` is the data of each."""

import numpy as np

from course_lib.plots import contours

VALUES = np.array([1.235, -0.45, 2.5e-4, 7.125, 30.05, 0.875])
X = np.arange(1.0, 7.0)


def _band(ax, v):
    ax.fill_between(X, v, v + 40.0)


def _errorbar(ax, v):
    ax.errorbar(X, v, yerr=0.5, capsize=3)


def _segments(ax, v):
    ax.vlines(X, -50.0, v)


def _mesh(ax, v):
    ax.pcolormesh(X[:4], X[:3], v.reshape(2, 3))


def _quiver(ax, v):
    ax.quiver(X, X, v, np.ones(6))


def _inset(ax, v):
    ax.inset_axes([0.5, 0.5, 0.4, 0.4]).plot(X, v)


DRAW = {
    "line": lambda ax, v: ax.plot(X, v),
    "line across": lambda ax, v: ax.plot(v, X),
    "level": lambda ax, v: [ax.axhline(one) for one in v],
    "slanted": lambda ax, v: [ax.axline((0.0, one), slope=one) for one in v],
    "slanted through points": lambda ax, v: [ax.axline((0.0, 1.0), (2.0, one)) for one in v],
    "span": lambda ax, v: [ax.axvspan(one, 50.0) for one in v],
    "steps": lambda ax, v: ax.stairs(v, np.arange(7.0)),
    "points": lambda ax, v: ax.scatter(X, v),
    "bubbles": lambda ax, v: ax.scatter(X, X, s=np.abs(v)),
    "coloured points": lambda ax, v: ax.scatter(X, X, c=v),
    "bars": lambda ax, v: ax.bar(X, v),
    "bars across": lambda ax, v: ax.barh(X, v),
    "band": _band,
    "error bars": _errorbar,
    "segments": _segments,
    "mesh": _mesh,
    "image": lambda ax, v: ax.imshow(v.reshape(2, 3)),
    "arrows": _quiver,
    "barbs": lambda ax, v: ax.barbs(X, X, v, np.ones(6)),
    "polygon": lambda ax, v: ax.fill(X, v),
    "contours": lambda ax, v: contours(ax, X[:3], X[:2], v.reshape(2, 3), levels=[0.1, 2.0]),
    "inset": _inset,
}
