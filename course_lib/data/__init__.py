"""Data for the chapters: bundled images, toy sets in the plane, mini-batches.

Nothing here ever uses the network. The three files are one idea each:

- ``fashion``: `fashion_mnist` (6,000 + 2,000 images that travel with the package) and
  `load_fashion_mnist_full` (60,000 + 10,000 from files of your own);
- ``toy``: `spirals`, `moons`, `blobs`: points in the plane that can be drawn;
- ``examples``: `Dataset`, `check_examples`; `batches`, `split` and `k_fold`, which cut data.
"""

from course_lib.data.examples import Dataset, batches, check_examples, k_fold, split
from course_lib.data.fashion import CLASS_NAMES, fashion_mnist, load_fashion_mnist_full
from course_lib.data.toy import blobs, moons, spirals

__all__ = [
    "CLASS_NAMES",
    "Dataset",
    "batches",
    "blobs",
    "check_examples",
    "fashion_mnist",
    "k_fold",
    "load_fashion_mnist_full",
    "moons",
    "spirals",
    "split",
]
