"""Mail servers: they answer, are who they should be, and let us in. No mail is read, marked, moved or sent."""

from __future__ import annotations

import smtplib
import ssl

from snitflade.cli.doctor.finding import Finding, ok, wrong
from snitflade.cli.doctor.line import LIMIT, refused, tls
from snitflade.exchange.transports.errors import FindesIkke, LoginAfvist, TransportError
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.mail_out import MailOut, log_in
from snitflade.exchange.transports.mail_session import MailAccount, MailSession
from snitflade.exchange.transports.tls import client_context
from snitflade.formats.problems import mask_cpr

PASSWORD = "Er adgangskoden skiftet eller udløbet, så spørg den, der passer mailserveren, og skriv den nye, hvor opsætningen siger."  # noqa: S105


def mailbox(name: str, made: MailIn) -> Finding:
    """The mailbox opens with our password, and the folders that mails are moved to are there."""
    shown = tls(name, made.host, made.port, made.ca_file, None)
    if shown.todo:
        return shown
    for folder in dict.fromkeys(one for one in (made.folder, made.archive, made.refused) if one):
        account = MailAccount(made.host, made.user, made.password, made.port, folder, made.ca_file, LIMIT)
        try:
            with MailSession(account) as session:
                session.validity()
        except LoginAfvist:
            return wrong(f"{name}: {made.host} lukker ikke {made.user} ind.", PASSWORD)
        except FindesIkke:
            return wrong(
                f"{name}: mappen «{folder}» er der ikke i postkassen {made.user}.", "Lav den i postkassen, eller ret opsætningen."
            )
        except TransportError as error:
            return wrong(f"{name}: {mask_cpr(str(error))}", "Spørg den, der passer mailserveren.")
    return ok(f"{name}: postkassen {made.user} kan åbnes")


def smtp(name: str, made: MailOut) -> Finding:
    """The server answers, encrypted as it is set up, and lets us in. Raises OSError, SMTPException, TransportError."""
    if made.security == "tls":
        shown = tls(name, made.host, made.port, made.ca_file, None)
        if shown.todo or not made.user:
            return shown
        with smtplib.SMTP_SSL(made.host, made.port, timeout=LIMIT, context=client_context(made.place, made.ca_file)) as server:
            return _let_in(name, made, server)
    with smtplib.SMTP(made.host, made.port, timeout=LIMIT) as server:
        if made.security == "starttls":
            try:
                server.starttls(context=client_context(made.place, made.ca_file))
            except ssl.SSLCertVerificationError as error:
                return refused(name, made.place, error)
            except smtplib.SMTPNotSupportedError:
                return wrong(f"{name}: {made.place} tilbyder ikke kryptering.", "Spørg den, der passer mailserveren, om STARTTLS.")
        return _let_in(name, made, server)


def _let_in(name: str, made: MailOut, server: smtplib.SMTP) -> Finding:
    if not made.user or made.password is None:
        return ok(f"{name}: {made.place} svarer")
    try:
        log_in(server, made.user, made.password.reveal())
    except smtplib.SMTPAuthenticationError:
        return wrong(f"{name}: {made.place} lukker ikke {made.user} ind.", PASSWORD)
    except smtplib.SMTPNotSupportedError:
        return wrong(
            f"{name}: {made.place} tager ikke imod et login.", "Spørg den, der passer mailserveren, eller fjern user og password."
        )
    return ok(f"{name}: {made.place} svarer og lukker {made.user} ind")
