"""Simulated counterparts on this machine: real servers for SFTP, mail, HTTP and SOAP that can also misbehave on command.

They speak the real protocols over real sockets on 127.0.0.1, so that what the product does against them is what it does
against Prisme, CPR, a mail server or a web service: including a line that drops in the middle of a file, a partner that accepts
and loses, a full disk or a wrong host key. They are for demonstration and tests and listen nowhere else.
"""
