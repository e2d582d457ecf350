"""Which definitions a task uses, directly or indirectly, and the digest of each, from syntax alone.

Nothing is imported, so this takes milliseconds where importing torch and Manim takes seconds. Where the syntax
cannot tell (``getattr`` with a computed name, ``globals()``, ``importlib``), the closure grows to the whole module,
or to the whole project: it may be larger than what runs, never smaller.

A module may declare, by literals at its top level:

* ``DATA = ("fonts/x.ttf", "*.glsl", "../x.csv")``: files, relative to its folder, whose content counts like its code;
* ``OUTSIDE_DIGEST = "why"``: its code decides when and where results are computed, never what they are (the command
  line, the progress display), so it does not count at all;
* ``COUNTED_APART = "why"``: what it looks up by computed names are entry points whose closures are computed
  separately, so these look-ups make nothing else count.
"""

from ebviz.build.fingerprint.codebase import CodeBase

__all__ = ["CodeBase"]
