/* A file dropped anywhere on any page is sent to be looked at. Without this the file is chosen in the field of the page Upload. */
"use strict";

document.addEventListener("DOMContentLoaded", function () {
  const form = document.getElementById("slip") || document.getElementById("slip-overalt");
  const field = form && form.querySelector("input[type=file]");
  const says = document.querySelector(".slip-her");
  if (!field || !says || !("DataTransfer" in window)) return;
  let depth = 0;

  function carriesFile(event) {
    return Array.from(event.dataTransfer.types || []).includes("Files");
  }
  /* A field for files takes what is dropped on it itself. */
  function own(event) {
    return event.target instanceof Element && event.target.closest("input[type=file]");
  }
  function shown(on) {
    document.body.classList.toggle("slipper", on);
    says.textContent = on ? says.dataset.slip : "";
  }
  function send() {
    says.textContent = says.dataset.sendt;
    says.classList.add("sendt");
    form.requestSubmit();
  }

  document.addEventListener("dragenter", function (event) {
    if (carriesFile(event)) { event.preventDefault(); depth += 1; shown(true); }
  });
  document.addEventListener("dragleave", function (event) {
    if (carriesFile(event)) { depth = Math.max(0, depth - 1); if (depth === 0) shown(false); }
  });
  document.addEventListener("dragover", function (event) {
    if (carriesFile(event) && !own(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFile(event)) return;
    depth = 0;
    shown(false);
    if (own(event)) return;
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    send();
  });
  /* Whoever goes back finds the page as it was. */
  window.addEventListener("pageshow", function () { says.classList.remove("sendt"); says.textContent = ""; });
});
