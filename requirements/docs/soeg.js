// Search without a server: all words of a query must begin words of a section. The site is opened from a folder, so the words come
// as a script (soegeord.js), and nothing is fetched.
"use strict";
(function () {
  var form = document.getElementById("soegning"), field = document.getElementById("soeg"), shown = document.getElementById("fund");
  var root = document.body.dataset.rod, MOST = 30;
  if (typeof SOEGEORD === "undefined") return;
  var sections = SOEGEORD.map(function (entry) {
    return { page: entry[0], heading: entry[1], address: entry[2], words: " " + plain(entry.join(" ")), title: " " + plain(entry[0] + " " + entry[1]), text: entry[3] };
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  field.addEventListener("input", look);
  var narrow = window.matchMedia("(max-width: 60rem)");
  narrow.addEventListener("change", fold);
  fold();

  function fold() { document.getElementById("menu").open = !narrow.matches; }

  function plain(text) { return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "); }

  function look() {
    var wanted = plain(field.value).split(" ").filter(Boolean);
    shown.replaceChildren();
    shown.hidden = !wanted.length;
    if (!wanted.length) return;
    var found = sections.filter(function (part) {
      return wanted.every(function (word) { return part.words.includes(" " + word); });
    });
    var inTitle = function (part) { return wanted.every(function (word) { return part.title.includes(" " + word); }) ? 0 : 1; };
    found.sort(function (a, b) { return inTitle(a) - inTitle(b); });
    var count = document.createElement("p");
    count.textContent = found.length ? "Fundet: " + found.length + (found.length > MOST ? ", de første " + MOST + " vises" : "") : "Intet fundet. Prøv færre eller kortere ord.";
    var list = document.createElement("ul");
    found.slice(0, MOST).forEach(function (part) {
      var item = document.createElement("li"), link = document.createElement("a"), said = document.createElement("p");
      link.href = root + "/" + part.address;
      link.textContent = part.heading === part.page ? part.page : part.page + ": " + part.heading;
      var at = Math.max(0, part.text.toLowerCase().indexOf(wanted[0]) - 40);
      said.textContent = (at ? "… " : "") + part.text.slice(at, at + 160);
      item.append(link, said);
      list.append(item);
    });
    shown.append(count, list);
  }
})();
