"""One file per lecture topic: a frozen ``Config`` and ``compute(config, …) -> named arrays``."""
