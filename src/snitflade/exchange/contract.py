"""What an interface declares, and what its functions take and give. Delsystemer import it from `catalogue`.

Rules that hold for every function of an interface:

* It works in the caller's transaction and commits nothing itself. What it did is done again when the caller's process died, so
  done twice it changes nothing.
* **The audit event comes last.** Whoever adds to the audit chain (`audit.record`, `journal.move`) holds up everybody else's events
  until the transaction ends; a function that records one does it after everything else it does.
* What is wrong with the content is a problem (`Problems`), every one at once. What is missing around it, so that the content cannot
  be applied yet, is a `Hold`. Any other exception is a fault of the program: everything is rolled back, and it is tried again.
* Rows are stamped with their exchange by a foreign key and never deleted when an exchange is taken back: they stop counting
  (`taken_back.counting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from snitflade.exchange.catalogue_rows import Outside, Row, rows
from snitflade.exchange.contract_values import Applied, Applies, Built, FetchState, Option, Totals
from snitflade.exchange.schedule import OnDemand, Schedule
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems

if TYPE_CHECKING:
    import datetime as dt

    from snitflade.exchange.models import Exchange, ExchangeFile
    from snitflade.exchange.transports.http_client import HttpClient
    from snitflade.exchange.transports.port import Incoming

Options = Mapping[str, Any]
Build = Callable[["Exchange", Options], Built]
"""Compute the files of a run and stamp the rows they come from with the exchange, in the caller's transaction. Raises
ProblemsError with everything that is wrong."""
Prove = Callable[["Exchange", Mapping[str, Document]], Totals]
"""The totals that the decoded files (by name) show; they must equal the ledger's."""
Reverse = Callable[["Exchange"], None]
"""Book the reversal of what the build booked in the ledger, in the transaction that takes the exchange back before it went out. It
adds rows and deletes none; raises ProblemsError when it cannot, and then nothing is taken back."""
Read = Callable[[bytes, str, Problems], Any]
"""Bytes and file name to what `Apply` takes; every fault to the problems."""
Apply = Callable[..., Applied]
"""``apply(exchange, content, problems)``: apply what was read, in the caller's transaction; ProblemsError refuses the whole file,
`Hold` lets it wait. Faulty lines are left out: in an interface with a quarantine those that an error names are set aside
by the caller; in others a file with one is refused before `apply` is called. Must change nothing when done twice for the same
exchange: a file whose bad lines have been corrected is applied again, and only those lines are new.

With `Interface.parts` it is ``apply(exchange, content, problems, part)``, part 0, 1 …, each in a transaction of its own, and each
must change nothing when done twice. A `Hold` or a refusal of the file belongs to part 0, before anything is committed."""
Parts = Callable[["Exchange", Any], int]
"""In how many transactions the content is applied: the same number for the same content."""
Recognise = Callable[[bytes, str], str]
"""Which of the interface's formats these bytes (and this name) are, or by another name what only its own reader knows, e.g. ``zip``
or an installation's own profile; empty when none fits. Quick, and raises nothing."""
Order = Callable[[bytes, str], str]
"""The sort key of a file among those that wait, e.g. its production date as ``20261119``; at most 80 characters, equal ones in the
order of arrival; empty (first) when it cannot be told. Reads no more than the start record, and raises nothing."""
Spans = Callable[[bytes], Sequence[tuple[int, int]]]
"""Where each line stands in the bytes: its first byte and the one after its last, line ends not counted; line N is entry N-1."""
Fetch = Callable[["HttpClient", FetchState], Iterator["Incoming"]]
"""An interface's own pull over its ``http`` connection. Several answers become one `Incoming` (a ZIP, JSON lines of pages), whose
bytes are what `read` gets. Bytes that have come before are not kept again: where old content may become right anew, the bytes must
say when they were fetched. Raises TransportError."""
Answer = Callable[["ExchangeFile", bytes, Problems], str]
"""What the partner's answer to a delivered file means, called in the transaction that keeps it; what is wrong goes to the problems
and is kept with the exchange. Gives the receipt in words when the answer acknowledges the file (with the last of them the exchange
is ``kvitteret``), else an empty text. When it raises, the file is delivered all the same, and the answer is read again at the next
look."""
MayLeave = Callable[["Exchange", "dt.datetime"], str]
"""Empty, or the Danish sentence why the exchange may not be approved or delivered at this moment (UTC), e.g. a deadline passed."""


MailText = Callable[["Exchange"], str]
"""What the mail says beside its attachment where the exchange goes by mail, instead of the connection's own text. The same for the
same exchange, and without personal data: a text with a CPR number is not sent."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface, of the catalogue or outside it, declared by its Delsystem."""

    id: str
    about: str
    """What it does, in three sentences for the operator."""
    outside: Outside | None = None
    """Only for an interface that is not in the catalogue: its own row's words. Its id begins with its Delsystem, as others' do."""
    options: tuple[Option, ...] = ()
    build: Build | None = None
    prove: Prove | None = None
    reverse: Reverse | None = None
    """Outbound: needed by builds that book vouchers, which are never edited, only reversed."""
    runs_itself: bool = False
    """Outbound: the engine builds it at each due moment of `schedule` as ``system``, with no options given."""
    may_leave: MayLeave | None = None
    mail_text: MailText | None = None
    answer: Answer | None = None
    read: Read | None = None
    apply: Apply | None = None
    recognise: Recognise | None = None
    """Inbound, with several formats; without it a file has the first of `formats`."""
    order: Order | None = None
    """Inbound: in which order waiting files are applied; without it as they came."""
    parts: Parts | None = None
    applies: Applies = Applies.ADDS
    lines: Spans | None = None
    """Inbound with a quarantine: where lines stand in a packing whose lines do not end in CRLF or LF."""
    fetch: Fetch | None = None
    """Inbound: its own pull, instead of a transport's list of files."""
    poll: Schedule | None = None
    """Inbound: when to look for files, which is not when one is due; None: every half hour, and for an own pull at `schedule`."""
    silent_ok: bool = False
    """Inbound: a completed collection is work done, also when there was nothing new (a register that is pulled). Otherwise only new
    content is."""
    service: str = ""
    """The path under ``/api/`` where the other system calls it; empty: nobody calls it."""
    view: str = ""
    """The name of the database view that the other system reads; empty: there is none."""
    formats: tuple[str, ...] = ()
    money: bool = False
    """Outbound: it moves money, so another than who built it must approve it."""
    two_people: bool = False
    """Outbound: another than who built it must approve it, though no money moves, e.g. where a whole register leaves."""
    quarantine: bool = False
    """Inbound: set bad lines aside instead of refusing the whole file. Only for formats of lines."""
    in_order: bool = True
    """Inbound: whether files must be applied one at a time, in order. False lets several workers apply at the same time."""
    pages: tuple[str, ...] = ()
    """Winformatik's page numbers, by which operators look for it."""
    confirmed: bool = True
    """False while it stands on a layout its partner has not confirmed."""
    schedule: Schedule = field(default_factory=OnDemand)
    """When it is due."""
    grace_bank_days: int = 0
    """Bank days after a due moment before it counts as late (out) or silent (in); 0: the same day."""
    catches_up: bool = False
    """Whether one run makes up for every due moment missed before it, as a daily collection does; otherwise each missed one needs
    a run of its own, as a month's claims do."""
    taken_within_hours: int | None = 24
    """How long a delivered file may lie before the partner's job is presumed not to run; None where files stay."""
    acknowledged_within_bank_days: int | None = None
    """How long the partner's answer may take; None where none is expected."""
    contact: str = ""
    """Whom to ask, in words: an office, never a person."""
    questions: tuple[str, ...] = ()
    """What the partner has not yet confirmed, for a letter to `contact`. One to somebody else begins ``Til <kontor>: ``."""
    keep_days: int | None = None
    """How long the bytes are kept once the exchange has come to rest; None for ever. One that waits (received, held, with entries
    in quarantine) keeps its bytes until it is applied, however long that takes. The proof of what they were is always kept."""

    @property
    def row(self) -> Row:
        """Its row in the catalogue, or its own outside it."""
        return self.outside.row(self.id) if self.outside else rows()[self.id]

    @property
    def needs_two(self) -> bool:
        """Whether another than who builds must approve."""
        return self.money or self.two_people

    @property
    def works(self) -> bool:
        """Whether something is declared that does something."""
        return bool(self.build or self.apply or self.service or self.view)
