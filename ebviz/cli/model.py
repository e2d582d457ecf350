"""``ebviz model check``: does a model of the user's keep the contract of the studies?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import cloup

from ebviz.cli.commands import JSON, as_text
from ebviz.errors import UsageError, clipped

if TYPE_CHECKING:
    from ebviz.models.contract import Role

ROLES = ("decoder", "energy", "conditional", "bubbles", "cost", "logit", "generator", "encoder", "layer")
GUESSED = ("decoder", "energy", "bubbles", "cost")  # in this order, if it is not said what the model is for


@cloup.group("model")
def model() -> None:
    """Look at models of your own."""


@model.command("check")
@cloup.argument("entry", metavar="FILE.py:NAME")
@cloup.option("--as", "role", type=cloup.Choice(ROLES), help="What it is for. Default: what it fits first.")
@cloup.option("--y", "dimensions", type=cloup.IntRange(min=1), default=2, help="Dimensions of y. Default: 2.")
@cloup.option(
    "--z", "latent", type=cloup.IntRange(min=1), help="Dimensions of z. Default: 1, of a generator 2."
)
@cloup.option(
    "--x", "condition", type=cloup.IntRange(min=1), help="Dimensions of x. Default: 1, of a layer 4."
)
@cloup.option(
    "--arguments", metavar="JSON", default="{}", help="Keyword arguments, as in '{\"hidden\": 32}'."
)
@cloup.option("--weights", metavar="FILE", help="Weights of the model.")
@JSON
@cloup.pass_obj
def check(
    project: str | None,
    entry: str,
    role: str | None,
    dimensions: int,
    latent: int | None,
    condition: int | None,
    arguments: str,
    weights: str | None,
    as_json: bool,
) -> int:
    """Check a model of yours as the studies will use it: shapes, gradient, repeatability; and show its digest.

    NAME is a class or a function that makes the model; MODULE:NAME is accepted, too.
    """
    from ebviz.build.inspect import inspected

    roles = [_role(name, dimensions, latent, condition) for name in ([role] if role else GUESSED)]
    file = None if weights is None else Path(weights).expanduser()
    found = inspected(project, entry, roles, _arguments(arguments), file)
    if as_json:
        click.echo(as_text(found.document()))
    else:
        click.echo(f"{found.entry} as {found.role}")
        for line in found.findings:
            click.echo(f"  {'ok ' if line.good else 'BAD'}  {line.what}: {line.found}")
        for remark in found.remarks:
            click.echo(f"       {remark}")
        click.echo(f"       digest {found.digest[:16]}")
    return 0 if found.good else 1


def _role(name: str, dimensions: int, latent: int | None, condition: int | None) -> Role:
    from ebviz.models import contract

    match name:
        case "decoder":
            return contract.decoder(latent or 1, dimensions)
        case "energy":
            return contract.energy(dimensions, latent or 1)
        case "conditional":
            return contract.conditional(condition or 1, latent or 1, dimensions)
        case "generator":
            return contract.generator(latent or 2, dimensions)
        case "encoder":
            return contract.encoder(dimensions, latent or 0)
        case "bubbles":
            return contract.bubbles(dimensions, latent or 0)
        case "cost":
            return contract.cost(dimensions)
        case "layer":
            return contract.Role("layer", {"x": condition or 4})
    return contract.logit(dimensions)


def _arguments(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            f"--arguments: expected a JSON object, as in '{{\"hidden\": 32}}', got {clipped(text)}"
        )
    return found
