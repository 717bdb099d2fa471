"""All commands under one name. Typer reads their arguments and prints their help from the functions' signatures."""

from __future__ import annotations

from collections.abc import Callable

import typer

from snitflade.cli import (
    backup,
    claims,
    doctor,
    exchanges,
    files,
    partners,
    payouts,
    quarantine,
    restore,
    restore_hold,
    runs,
    sbsys,
    serve,
    system,
    today,
    tokens,
    users,
)

app = typer.Typer(
    name="snitflade",
    help="Kommunens dataudveksling: fra egne data til de rigtige bytes hos modtageren, og tilbage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

COMMANDS: tuple[Callable[..., None], ...] = (
    *(files.formats, files.describe, files.check, files.decode, files.encode),
    *(runs.interfaces, exchanges.exchanges, exchanges.show, exchanges.approve, exchanges.deliver, exchanges.look),
    *(
        exchanges.receipt,
        exchanges.resend,
        exchanges.cancel,
        exchanges.replay,
        exchanges.release,
        quarantine.quarantine,
        exchanges.verify,
    ),
    *(today.today, today.settle, today.expect, today.unexpect),
    *(serve.serve, system.worker, partners.partners, system.keys, system.migrate),
    *(backup.backup, restore.restore, doctor.doctor),
)

for command in COMMANDS:
    app.command()(command)
app.command(name="import")(runs.import_)
app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(runs.run)
app.add_typer(restore_hold.app)
app.add_typer(users.app)
app.add_typer(tokens.app)
app.add_typer(sbsys.app)
app.add_typer(claims.claim)
app.add_typer(claims.payment)
app.add_typer(payouts.payout)
app.add_typer(payouts.collection)
