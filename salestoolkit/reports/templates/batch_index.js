(() => {
  "use strict";
  const find = document.getElementById("find");
  const only = document.getElementById("only");
  const found = document.getElementById("found");
  // as people type: without accents, and without what only helps a browser to break lines
  const plain = (text) => text
    .normalize("NFD").replace(/[\u0300-\u036f\u200b\u2060\u00ad]/g, "")
    .toLowerCase().replace(/\u0142/g, "l").replace(/\s+/g, " ");
  const groups = [...document.querySelectorAll("section.reports")].map((section) => ({
    section,
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({
      row,
      reports: Number(row.dataset.reports),
      statuses: row.dataset.status.split(" "),
      text: plain(section.querySelector("h2").textContent + " " + row.textContent),
    })),
  }));
  const show = () => {
    const words = plain(find.value).split(" ").filter(Boolean);
    let shown = 0;
    let all = 0;
    for (const { section, rows } of groups) {
      let here = 0;
      for (const { row, reports, statuses, text } of rows) {
        const fits = (!only.value || statuses.includes(only.value))
          && words.every((word) => text.includes(word));
        row.hidden = !fits;
        here += fits ? reports : 0;
        all += reports;
      }
      section.hidden = !here;
      shown += here;
    }
    found.textContent = shown
      ? found.dataset.found.replace("{n}", shown).replace("{of}", all)
      : found.dataset.none;
  };
  find.addEventListener("input", show);
  only.addEventListener("change", show);
  if (groups.length) {
    document.querySelector("section.search").hidden = false;
    // a browser that goes back fills in what was typed before
    show();
  }
})();
