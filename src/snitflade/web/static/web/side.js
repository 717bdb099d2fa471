/* What the pages need of behaviour beside htmx and the design system. Everything works without it, only less comfortably. */
"use strict";

(function () {
  /* The stylesheet hides behind buttons only what a script can bring back. */
  document.documentElement.classList.add("js");

  function begin(root) {
    if (window.DKFDS && root === document) window.DKFDS.init();
    root.querySelectorAll("[data-udskriv]").forEach(function (button) {
      button.addEventListener("click", function () { window.print(); });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    begin(document);

    const open = document.querySelector(".menu-knap");
    if (open) {
      open.addEventListener("click", function () {
        const shown = open.getAttribute("aria-expanded") === "true";
        open.setAttribute("aria-expanded", String(!shown));
      });
    }

    /* "/" goes to the search, as in many programs; never while something is being typed. */
    document.addEventListener("keydown", function (event) {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      const search = document.getElementById("soeg");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    });

    /* A form that has been sent is not sent once more by a second press. */
    document.addEventListener("submit", function (event) {
      if (event.target.method !== "post" || event.target.matches("[data-igen], [data-soeg]")) return;
      if (event.target.dataset.sendt) { event.preventDefault(); return; }
      event.target.dataset.sendt = "1";
    });
    window.addEventListener("pageshow", function () {
      document.querySelectorAll("form[data-sendt]").forEach(function (form) { delete form.dataset.sendt; });
    });

    /* The way back leads to the list as it was left: searched, chosen, sorted, on its page. Kept for this tab alone, until signing out. */
    const kept = sessionStorage;
    if (!document.querySelector(".menu")) kept.clear();
    document.querySelectorAll(".tilbage a").forEach(function (link) {
      const left = kept.getItem("liste:" + link.pathname);
      if (left && (!link.search || link.hasAttribute("data-liste"))) link.search = left;
    });
    if (document.querySelector("main form[data-soeg]")) {
      window.addEventListener("pagehide", function () { kept.setItem("liste:" + location.pathname, location.search); });
    }

    document.body.addEventListener("htmx:load", function (event) { if (event.detail.elt !== document.body) begin(event.detail.elt); });
    document.body.addEventListener("htmx:beforeRequest", function () { document.body.classList.add("venter"); });
    document.body.addEventListener("htmx:afterRequest", function () { document.body.classList.remove("venter"); });
  });
})();
