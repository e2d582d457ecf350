"""Pages that are turned by hand: one file of HTML each, which computes in the browser from the arrays of studies.

    @page(studies=("energies",))
    def free_energy(page, energies):
        \"""One line that `ebviz list` shows.\"""
        page.view("free_energy")
        page.array("E", energies["E"][0], bits=16)
        page.formula("beta", "beta", said="beta, the coldness")

:mod:`ebviz.live.page` declares pages, :mod:`ebviz.live.document` writes them, ``front/`` holds what a browser runs.
"""

from ebviz.live.page import Page, page, plain

__all__ = ["Page", "page", "plain"]
