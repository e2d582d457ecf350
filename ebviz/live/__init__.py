"""Pages that are turned by hand: one file of HTML each, which computes in the browser from the arrays of studies.

    @page(studies=("energies",))
    def free_energy(page, energies):
        \"""One line that `ebviz list` shows.\"""
        page.view("free_energy")
        page.array("E", energies["E"][0], bits=16)
        page.formula("beta", "beta", said="beta, the coldness")

In a notebook, ``ebviz.live("free_energy", beta=1.0)`` is the same page with the model itself behind it.

:mod:`ebviz.live.page` declares pages, :mod:`ebviz.live.document` writes them, ``front/`` holds what a browser runs.
"""

from ebviz.live.call import live
from ebviz.live.page import Page, page, plain
from ebviz.study.called import let_call

__all__ = ["Page", "live", "page", "plain"]

let_call(__name__)
