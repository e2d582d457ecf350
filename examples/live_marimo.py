"""The free energy turned by hand in marimo, whose cells follow the slider: `marimo edit examples/live_marimo.py`."""

import marimo

app = marimo.App(width="full")


@app.cell
def _():
    import marimo as mo

    import ebviz

    view = mo.ui.anywidget(ebviz.live("free_energy", beta=1.0))
    view  # noqa: B018
    return mo, view


@app.cell
def _(mo, view):
    F = view.arrays["F"]
    mo.md(f"At β = {view.beta:.3g}, the lowest $F_\\beta(y)$ on the plane is {F.min():.4f}.")
    return (F,)


if __name__ == "__main__":
    app.run()
