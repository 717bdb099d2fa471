/* A file dropped anywhere on the page goes into the form and is sent. Without this the file is chosen in the field. */
"use strict";

document.addEventListener("DOMContentLoaded", function () {
  const form = document.getElementById("slip");
  const field = form && form.querySelector("input[type=file]");
  if (!field || !("DataTransfer" in window)) return;
  let depth = 0;

  function carriesFile(event) {
    return Array.from(event.dataTransfer.types || []).includes("Files");
  }
  function shown(on) { document.body.classList.toggle("slipper", on); }
  function send() {
    const says = form.querySelector(".slip-sig");
    says.textContent = says.dataset.tekst;
    form.requestSubmit();
  }

  document.addEventListener("dragenter", function (event) {
    if (carriesFile(event)) { event.preventDefault(); depth += 1; shown(true); }
  });
  document.addEventListener("dragleave", function (event) {
    if (carriesFile(event)) { depth = Math.max(0, depth - 1); shown(depth > 0); }
  });
  document.addEventListener("dragover", function (event) {
    if (carriesFile(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    shown(false);
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    send();
  });
});
