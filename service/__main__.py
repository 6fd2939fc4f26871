"""``python -m service``: the ``roundsman`` command without its script."""

from service.cli import main

main()
