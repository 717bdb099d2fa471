"""How long a sign-in lasts, in how many places at once, and what must be done before anything else."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from snitflade.exchange import audit
from snitflade.web import proxy
from snitflade.web.adgang import har
from snitflade.web.models import Bruger, Indlogning, Roller

IDLE = dt.timedelta(minutes=30)
"""How long somebody may do nothing."""
LONGEST = dt.timedelta(hours=10)
"""How long one may stay signed in at all."""
MOST = 3
"""Places one may be signed in at the same time; a further one ends the one not used for longest."""
SEEN_AGAIN = dt.timedelta(minutes=1)
"""How often it is written down that somebody is still there."""
BY_ITSELF = "X-Af-Sig-Selv"
"""The header of requests a page makes by itself: they do not keep anybody signed in."""
ALTID = frozenset({"logud", "sprog", "skift_adgangskode", "tofaktor", "tofaktor_billede"})
"""Pages that open also while something else must be done first."""
_ROW = "indlogning"


def slut(request: HttpRequest) -> str:
    """Why the sign-in of this request is over, in words; empty when it is not. Writes down that its owner is still there."""
    row = Indlogning.objects.filter(pk=_row(request), bruger=request.user.pk).first()
    if row is None:
        return _("Du er logget ud, fordi indlogningen er afsluttet et andet sted. Log ind igen.")
    now = timezone.now()
    if now - row.set > IDLE:
        return _("Du er logget ud, fordi der ikke er sket noget i %(minutter)s minutter. Log ind igen.") % {
            "minutter": IDLE.seconds // 60
        }
    if now - row.begyndt > LONGEST:
        return _("Du er logget ud, fordi du har været logget ind i %(timer)s timer. Log ind igen.") % {
            "timer": LONGEST.seconds // 3600
        }
    if now - row.set > SEEN_AGAIN and BY_ITSELF not in request.headers:
        Indlogning.objects.filter(pk=row.pk).update(set=now)
    return ""


def foerst(bruger: Bruger) -> str | None:
    """The page that must be seen before any other, by the name of its address."""
    if bruger.skal_skifte:
        return "skift_adgangskode"
    if kraever_tofaktor(bruger) and not har_tofaktor(bruger):
        return "tofaktor"
    return None


def har_tofaktor(bruger: Bruger) -> bool:
    """Whether signing in as this user takes a code from an app."""
    factor = getattr(bruger, "tofaktor", None)
    return factor is not None and factor.bekraeftet is not None


def kraever_tofaktor(bruger: Bruger) -> bool:
    """Whether the settings demand a second factor of this user: of all, or of those who approve or administer. Who signs in through
    the municipality has the second factor there."""
    if not bruger.has_usable_password():
        return False
    if settings.SNITFLADE_TOFAKTOR == "alle":
        return True
    return settings.SNITFLADE_TOFAKTOR == "godkendere" and (har(bruger, Roller.GODKEND) or har(bruger, Roller.ADMINISTRER))


def _row(request: HttpRequest) -> int:
    """The number of this sign-in; 0, which none has, for a session that has none."""
    return int(request.session.get(_ROW) or 0)


def andre(request: HttpRequest) -> None:
    """End the sign-ins of this user in all other places."""
    Indlogning.objects.filter(bruger=request.user.pk).exclude(pk=_row(request)).delete()


@receiver(user_logged_in)
def begyndt(sender: object, request: HttpRequest, user: Bruger, **_kwargs: object) -> None:
    """Writes down where a user has signed in, and ends what is too many."""
    now = timezone.now()
    row = Indlogning.objects.create(
        bruger=user,
        adresse=proxy.adresse(request) or None,
        program=request.headers.get("User-Agent", "")[:200],
        begyndt=now,
        set=now,
    )
    request.session[_ROW] = row.pk
    kept = Indlogning.objects.filter(bruger=user).order_by("-set", "-pk").values_list("pk", flat=True)[:MOST]
    Indlogning.objects.filter(bruger=user).exclude(pk__in=list(kept)).delete()
    Indlogning.objects.filter(begyndt__lt=now - LONGEST).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    audit.record("log ind", user.brugernavn)


@receiver(user_logged_out)
def ophoert(sender: object, request: HttpRequest, user: Bruger | None, **_kwargs: object) -> None:
    """Forgets where a user was signed in."""
    if user is not None:
        Indlogning.objects.filter(pk=_row(request), bruger=user).delete()
        audit.record("log ud", user.brugernavn)
