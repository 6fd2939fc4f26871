"""The compiled kernel: everything in here runs as machine code, and interpreted with ``NUMBA_DISABLE_JIT=1``."""
