"""One torch thread, as every task of a build has: the same bits each time, and quick on a busy machine."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
