"""The documentation as a site: the pages of ``docs/``, and what the declarations say, as HTML that works from a folder.

``python -m requirements.docs`` (or ``make docs``) writes it to ``build/docs``. A link or an anchor that leads nowhere, a page
nobody can reach and a file that is not there stop it, all of them at once.
"""
