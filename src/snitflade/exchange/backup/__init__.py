"""Backup and restore: the database, every stored byte and the set-up in one file that proves itself; never the keys.

`make.make` takes one while everything runs, `check.prove` says whether one is whole, `restore.restore` makes an installation of it,
which sends nothing until somebody has answered for what may have left since (`hold`).
"""
