"""Which definitions a task uses, directly or through others, and the digest of each, by syntax alone.

Nothing is imported, so this costs milliseconds where importing torch and Manim costs seconds. Where the syntax
cannot tell (``getattr`` by a computed name, ``globals()``, ``importlib``), the closure grows to the whole module, or
to all of the project: it may be larger than what runs, never smaller.

A module may declare, by literals at its top level:

* ``DATA = ("fonts/x.ttf", "*.glsl", "../x.csv")``: files seen from its folder whose content counts as its code does;
* ``OUTSIDE_DIGEST = "why"``: its code decides when and where results are computed, never what they are (the command
  line, the progress display), so it does not count at all;
* ``COUNTED_APART = "why"``: what it looks up by computed names are entry points whose closures are asked for
  themselves, so such a look-up makes nothing else count.
"""

from ebviz.build.fingerprint.codebase import CodeBase

__all__ = ["CodeBase"]
