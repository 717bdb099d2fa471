"""The pages' addresses. Each page adds its own line; its rule stands on its view."""

from __future__ import annotations

from django.urls import path

from snitflade.web import adresser
from snitflade.web.views import i_dag, konto, login, soeg, sprog

urlpatterns = [
    path("", i_dag.i_dag, name="i_dag"),
    path("soeg", soeg.soeg, name="soeg"),
    path("login", login.login, name="login"),
    path("login/kode", login.kode, name="login_kode"),
    path("login/kommune", login.kommune, name="login_kommune"),
    path("login/kommune/svar", login.kommune_svar, name="login_kommune_svar"),
    path("logud", login.logud, name="logud"),
    path("sprog", sprog.sprog, name="sprog"),
    path("konto", konto.konto, name="konto"),
    path("konto/adgangskode", konto.skift_adgangskode, name="skift_adgangskode"),
    path("konto/tofaktor", konto.tofaktor, name="tofaktor"),
    path("konto/tofaktor/billede.svg", konto.tofaktor_billede, name="tofaktor_billede"),
    path("konto/tofaktor/fjern", konto.fjern_tofaktor, name="fjern_tofaktor"),
    path("konto/tofaktor/koder", konto.nye_koder, name="nye_koder"),
    path("konto/log-andre-ud", konto.log_andre_ud, name="log_andre_ud"),
    *adresser.urlpatterns,
]
