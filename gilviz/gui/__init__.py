"""The window. Qt is imported below this package alone.

The shell (form, menus, docks) imports neither pyqtgraph nor the experiment's machinery: the window is on the screen before they
are loaded, see ``app``.
"""

import os

# numpy's own threads would be counted as the window's, and compete with the job that it watches; read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
