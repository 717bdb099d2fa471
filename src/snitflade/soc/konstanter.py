"""System constants of Delsystem Soc stand with each Modul: ``soc/<modul>/konstanter.py``. None is shared by several of them."""
