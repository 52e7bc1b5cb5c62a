"""Parameters as views of one vector θ, and their file.

=============  ========================================
``parameter``  `Parameter`, `flatten`, `decay_mask`
``storage``    `save`, `load`: networks and checkpoints
=============  ========================================
"""

from course_lib.parameters.parameter import Parameter, decay_mask, flatten
from course_lib.parameters.storage import Remembering, load, save

__all__ = ["Parameter", "Remembering", "decay_mask", "flatten", "load", "save"]
