"""Mail made to hurt: parts within parts, headers without end, letters nobody knows, packings nobody uses, names that steer."""

from __future__ import annotations

import base64
import random

import pytest
from tests.fuzz.bounds import TIMES, peak, soon
from tests.fuzz.mutation import changed_bytes

from snitflade.exchange.transports.errors import MailAfvist
from snitflade.exchange.transports.mail_rules import FREE_LINES, MOST_LINES, SHORT_LINE, MailRules, read_mail
from snitflade.partners.mailstore import compose

SENDER = "afregning@aka.example"
RULES = MailRules((SENDER,), "*.csv")
DATA = "linje;æøå\r\n".encode() * 50
WHOLE = compose(SENDER, "<1@aka.example>", ("a.csv", DATA))
LINES = 100 * FREE_LINES
"""Bytes that the lines may take which a mail may have however short they are."""
FROM = f"From: {SENDER}\r\n".encode()


def refused(raw: bytes) -> str:
    """Why a mail is refused: in Danish, on one line, and soon."""
    with soon(), pytest.raises(MailAfvist) as caught:
        read_mail(raw, RULES, "postkassen")
    said = str(caught.value)
    assert said.isprintable() and len(said) < 1500
    return said


def part(headers: bytes, body: bytes = DATA, *, name: bytes = b'"a.csv"') -> bytes:
    """A mail that is one attachment."""
    return FROM + b"Content-Disposition: attachment; filename=" + name + b"\r\n" + headers + b"\r\n" + body


def nested(depth: int, lines: int = 0) -> bytes:
    """A mail of parts within parts."""
    out = [FROM]
    for number in range(depth):
        out.append(b'Content-Type: multipart/mixed; boundary="g%d"\r\n\r\n--g%d\r\n' % (number, number))
    out.append(b"Content-Type: text/plain\r\n\r\n" + b"x\r\n" * lines)
    return b"".join(out)


class TestSize:
    @pytest.mark.parametrize("depth", [101, 2_000, 20_000])
    def test_parts_within_parts(self, depth: int) -> None:
        assert "over 100 dele" in refused(nested(depth))

    def test_parts_beside_each_other(self) -> None:
        raw = FROM + b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n' + b"--g\r\n\r\nx\r\n" * 6_000 + b"--g--\r\n"
        assert "over 100 dele" in refused(raw)

    def test_mails_within_mails(self) -> None:
        refused(FROM + b"Content-Type: message/rfc822\r\n\r\n" * 5_000)

    def test_lines_without_end(self) -> None:
        assert f"over {MOST_LINES} linjer" in refused(FROM + b"\r\n" + b"\n" * (MOST_LINES + 1))
        assert f"over {MOST_LINES} linjer" in refused(FROM + b"\r\n" + b"\r" * (MOST_LINES + 1))

    def test_open_parts_are_not_looked_for_in_lines_without_end(self) -> None:
        refused(nested(90, 19_000))

    @pytest.mark.parametrize("end", [b"\n", b"\r"])
    def test_lines_that_are_all_short(self, end: bytes) -> None:
        """Each costs more than it holds, and a file that is sent as it should be has none."""
        assert f"linjer på under {SHORT_LINE} tegn" in refused(FROM + b"\r\n" + (b"x;y" + end) * (FREE_LINES + 1))
        assert read_mail(part(b"", b"x;y\n" * (FREE_LINES - 100)), RULES, "postkassen")[0] == "a.csv"
        assert read_mail(part(b"", b"x;y;z;1234\n" * (FREE_LINES + 100)), RULES, "postkassen")[0] == "a.csv"

    @pytest.mark.parametrize(
        "header",
        [
            b"X-A: " + b"x" * 500_000,
            b"X-A: x\r\n" * 100_000,
            b"X-A: x\r\n" + b" y\r\n" * 100_000,
            b"To: " + b"a@b.example, " * 50_000,
        ],
    )
    def test_a_head_without_end(self, header: bytes) -> None:
        assert "dens hoved fylder over" in refused(FROM + header + b"\r\n" + WHOLE)

    @pytest.mark.parametrize(
        "header",
        [
            b"Content-Type: application/octet-stream; " + b"a=b; " * 40_000,
            b'Content-Disposition: attachment; filename="' + b"(" * 100_000 + b'"',
            b"Content-Disposition: attachment" + b"".join(b";\r\n filename*%d=a" % n for n in range(10_000)),
            b"Content-Type: multipart/mixed; boundary=" + b"g" * 100_000,
        ],
    )
    def test_a_header_of_a_part_without_end(self, header: bytes) -> None:
        raw = FROM + b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n--g\r\n' + header + b"\r\n\r\nx\r\n--g--\r\n"
        assert "på over 8000 tegn" in refused(raw)

    def test_memory_follows_the_mail(self) -> None:
        for raw in (
            compose(SENDER, "<1@x>", ("a.csv", bytes(400_000))),
            part(b"Content-Transfer-Encoding: base64\r\n", base64.encodebytes(bytes(400_000))),
            part(b"Content-Transfer-Encoding: 8bit\r\n", b"a;b;cde\xe6\r\n" * 60_000),  # as short as many lines may be
            part(b"Content-Transfer-Encoding: quoted-printable\r\n", b"a;b;=E6\r\n" * 60_000),
            FROM + b"\r\n" + b"\xe6\n" * (FREE_LINES - 10),
            nested(90, 2_000),
        ):

            def work(raw: bytes = raw) -> None:
                try:
                    read_mail(raw, RULES, "postkassen")
                except MailAfvist:
                    return

            assert peak(work) < TIMES * len(raw) + LINES


class TestContent:
    @pytest.mark.parametrize("charset", ["utf-8", "latin-1", "ukendt-8", "utf-16", "", "x" * 500, "\xff"])
    @pytest.mark.parametrize("kind", ["text/csv", "text/plain", "application/octet-stream"])
    def test_a_charset_changes_no_byte(self, kind: str, charset: str) -> None:
        headers = f'Content-Type: {kind}; charset="{charset}"\r\nContent-Transfer-Encoding: base64\r\n'.encode("latin-1")
        assert read_mail(part(headers, base64.encodebytes(DATA)), RULES, "postkassen") == ("a.csv", DATA)
        headers = f'Content-Type: {kind}; charset="{charset}"\r\nContent-Transfer-Encoding: 8bit\r\n'.encode("latin-1")
        assert read_mail(part(headers), RULES, "postkassen") == ("a.csv", DATA)

    @pytest.mark.parametrize("packing", ["x-ukendt", "x-uuencode", "uue", "base32", "gzip"])
    def test_an_unknown_packing_is_not_taken_for_none(self, packing: str) -> None:
        assert f"pakket som «{packing}»" in refused(part(f"Content-Transfer-Encoding: {packing}\r\n".encode()))

    @pytest.mark.parametrize("bad", [b"1;2\r\n=ZZ", b"=", b"a==b", b"a=4"])
    def test_what_is_no_quoted_printable_is_not_half_unpacked(self, bad: bytes) -> None:
        headers = b"Content-Transfer-Encoding: quoted-printable\r\n"
        if bad != b"=":  # one at the very end is a soft line end
            assert "ikke hel" in refused(part(headers, bad + b"x"))
        assert read_mail(part(headers, b"a=3D=\r\nb=C3=A6\r\n"), RULES, "postkassen")[1] == b"a=b\xc3\xa6\r\n"

    @pytest.mark.parametrize("change", [(b'boundary="', b'boundary="x'), (b"--==", b"--xx"), (b"boundary=", b"ikke=")])
    def test_parts_without_their_boundary(self, change: tuple[bytes, bytes]) -> None:
        refused(WHOLE.replace(*change))

    def test_what_outlook_wraps_in_is_told_how_to_undo(self) -> None:
        said = refused(compose(SENDER, "<1@x>", ("Winmail.dat", b"\x78\x9f\x3e\x22" + bytes(200))))
        assert "Outlook" in said and "HTML eller almindelig tekst" in said

    def test_a_mail_within_a_mail_gives_the_one_file_in_it(self) -> None:
        within = FROM + b'Content-Type: message/rfc822; name="a.csv"\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\n'
        assert read_mail(within + WHOLE, RULES, "postkassen") == ("a.csv", DATA)

    def test_mails_changed_at_random(self) -> None:
        chance, taken = random.Random(861), 0  # noqa: S311
        for _ in range(200):
            raw = changed_bytes(WHOLE, chance)
            try:
                with soon():
                    name, data = read_mail(raw, RULES, "postkassen")
            except MailAfvist as error:
                assert str(error).isprintable()
            else:
                taken += 1
                assert name.endswith(".csv") and isinstance(data, bytes)
        assert taken


class TestNames:
    @pytest.mark.parametrize(
        ("name", "read"),
        [
            (b'"=?utf-8?q?afregning_=C3=A6.csv?="', "afregning æ.csv"),
            (b'"=?iso-8859-1?q?=E6.csv?="', "æ.csv"),
            (b'"=?utf-8?b?w6YuY3N2?="', "æ.csv"),
            (b"*=utf-8''%C3%A6.csv", "æ.csv"),
            (b'"a;b.csv"', "a;b.csv"),
        ],
    )
    def test_names_in_encoded_words(self, name: bytes, read: str) -> None:
        raw = part(b"", name=name).replace(b"filename=*", b"filename*")
        assert read_mail(raw, RULES, "postkassen") == (read, DATA)

    @pytest.mark.parametrize(
        "name",
        [
            b'"../a.csv"',
            b'"C:\\\\a\\\\b.csv"',
            b"=?utf-8?q?=2E=2E=2Fa.csv?=",
            b"=?utf-8?q?a=00.csv?=",
            b"=?utf-8?q?a=0D=0ABcc:_x.csv?=",
            "=?utf-8?b?{}?=".format(base64.b64encode("a\u202evsc.csv".encode()).decode()).encode(),
            b"=?ukendt?q?=FF.csv?=",
            b'"' + b"a" * 300 + b'.csv"',
            b'".a.csv"',
            b'" a.csv"',
            b'"\xff\xfe.csv"',
        ],
    )
    def test_names_that_steer_are_not_taken(self, name: bytes) -> None:
        raw = part(b"", name=name)
        try:
            with soon():
                taken, _ = read_mail(raw, RULES, "postkassen")
        except MailAfvist as error:
            assert str(error).isprintable()
        else:  # what the standard calls for has made a plain name of it
            assert taken.isprintable() and not set(taken) & set("/\\\0") and len(taken.encode()) <= 255 and taken[0] not in ". "
