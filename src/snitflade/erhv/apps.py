"""The Django app of Delsystem Erhv."""

from django.apps import AppConfig


class ErhvConfig(AppConfig):
    """Erhverv: brætsalg, salg til institutioner og leje af transportmidler."""

    name = "snitflade.erhv"
    verbose_name = "Erhv"
