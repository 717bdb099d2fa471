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
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from snitflade.exchange.catalogue_rows import Outside, Row, rows
from snitflade.exchange.schedule import OnDemand, Schedule
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, mask_cpr

if TYPE_CHECKING:
    import datetime as dt

    from snitflade.exchange.models import Exchange, ExchangeFile
    from snitflade.exchange.transports.http_client import HttpClient
    from snitflade.exchange.transports.port import Incoming

Totals = Mapping[str, int]
Sheet = list[tuple[str, list[tuple[str, str]]]]
"""A control sheet: sections of (text, value) lines, as shown."""


class OptionKind(StrEnum):
    """What an option of a run can be."""

    TEXT = "tekst"
    DATE = "dato"
    MOMENT = "tidspunkt"
    NUMBER = "tal"
    CHOICE = "valg"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a run: a field of its form, a flag of its command."""

    name: str
    """ASCII, e.g. ``posteringsdato``; the flag is ``--posteringsdato``."""
    kind: OptionKind
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file to be written: its name, its format and what it holds."""

    name: str
    format: str
    document: Document


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: files, the totals the ledger says they must show, and the sheet for the operator's eyes.

    `key` makes the exchange one of its kind; building the same key twice is refused by the database. Without files there was
    nothing to send, and `notes` say why: that is work done, too.
    """

    key: str
    files: tuple[OutFile, ...]
    totals: Totals
    sheet: Sheet
    kommune: str = ""
    warnings: Problems = field(default_factory=Problems)
    notes: tuple[str, ...] = ()
    """What the operator should know that is no problem, in sentences."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Lines that belong together and could not be applied, e.g. all of one person: one entry in quarantine, corrected together.

    >>> Aside("3112999999", (2, 3), "Personen findes ikke.").lines
    (2, 3)
    """

    key: str
    """What the entry is about, e.g. a CPR number; it is shown masked and kept masked."""
    lines: tuple[int, ...]
    """The numbers of its lines, from 1 and in order; the first one names the entry and must be the same when applied again."""
    reason: str
    """Why, in a Danish sentence; CPR numbers in it are masked."""
    raw: str = ""
    """The entry as text, where its lines cannot be found in the bytes (`Interface.lines`), e.g. an element of XML. Such an entry is
    shown and applied again when its cause is gone, but not corrected here."""

    def __post_init__(self) -> None:
        if not self.lines or list(self.lines) != sorted(set(self.lines)) or self.lines[0] < 1:
            raise ValueError(f"an entry needs its lines, from 1, each once and in order: {self.lines}")


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file did. `totals`: of all the exchange's lines that are applied now (of the part's lines, for a part).
    `set_aside`: what could not be applied: line numbers with the reason, or entries of several lines each."""

    totals: Totals
    sheet: Sheet = field(default_factory=list)
    set_aside: Mapping[int, str] | Sequence[Aside] = field(default_factory=dict)

    @property
    def entries(self) -> list[Aside]:
        """What was set aside, as entries."""
        if isinstance(self.set_aside, Mapping):
            return [Aside("", (line,), reason) for line, reason in self.set_aside.items()]
        return list(self.set_aside)


class Hold(Exception):
    """Filen kan ikke anvendes endnu.

    Raised by `apply` with a Danish sentence: what is missing, and what somebody does about it. Everything `apply` did is rolled
    back and the exchange waits (``holdt``) with the sentence as its note; later files are still tried, and it is tried again, in
    order, after each file of the interface that is applied, and when somebody says so. `apply` looks at ``exchange.released_by``
    and does not hold for what an operator has released.

    >>> str(Hold("Filen for 2026-11-19 mangler. Hent den, eller frigiv denne."))
    'Filen for 2026-11-19 mangler. Hent den, eller frigiv denne.'
    """

    def __init__(self, sentence: str) -> None:
        if not sentence.strip():
            raise ValueError("a hold needs its sentence")
        super().__init__(mask_cpr(sentence))


class Applies(StrEnum):
    """What applying does to what was there: the contract of applying an older file again."""

    ADDS = "adds"
    """Each file adds rows of its own, unique by exchange and line. Applied again it adds nothing."""
    REPLACES = "replaces"
    """Each file brings rows of a register up to its own date. Applying an older file, again or late, must never overwrite what a
    newer one brought: `apply` compares the file's date (`order`) with the row's."""


class FetchState:
    """What an interface's own pull remembers between its collections: texts by key, e.g. ``{"senest": "2026-11-19"}``.

    What is set before an `Incoming` is given is kept together with it, in one transaction; what is set after the last one is kept
    when the pull ends well. A pull that breaks off begins where the last kept file left it.

    >>> state = FetchState({"side": "7"})
    >>> state.set("side", "8"); state.get("side"), state.get("dato", "1900-01-01"), state.changed()
    ('8', '1900-01-01', {'side': '8'})
    >>> state.changed()
    {}
    """

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._now = dict(kept)
        self._changed: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        """The value of `key`."""
        return self._now.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Remember `value`; no personal data. Raises ValueError for a key of more than 100 characters."""
        if not 0 < len(key) <= 100:
            raise ValueError(f"{key!r} is no key: 1 to 100 characters")
        self._now[key] = self._changed[key] = value

    def changed(self) -> dict[str, str]:
        """What was set since this was asked last; whoever asks keeps it."""
        changed, self._changed = self._changed, {}
        return changed


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
