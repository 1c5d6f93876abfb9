"use strict";
(async () => {
  const find = (id) => document.getElementById(id);
  const page = JSON.parse(find("page-data").textContent);
  const number = (value, digits) => new Intl.NumberFormat(page.locale,
    { maximumFractionDigits: digits, useGrouping: "always" }).format(value);
  const money = (value) => page.currency
    ? new Intl.NumberFormat(page.locale, { style: "currency", currency: page.currency,
        maximumFractionDigits: 0, useGrouping: "always" }).format(value)
    : number(value, 0);
  const percent = (value) => value < 0.005 ? page.nearlyNone : value > 0.995 ? page.nearlySure
    : new Intl.NumberFormat(page.locale, { style: "percent" }).format(value);
  const written = {
    deals: (value) => number(value, value < 100 ? 1 : 0),
    money,
    needed: (value) => value === null ? page.none : number(value, 0),
    chance: percent,
  };
  const unit = {
    percent: (value) => new Intl.NumberFormat(page.locale,
      { style: "percent", maximumFractionDigits: value < 5 ? 2 : 1 }).format(value / 100),
    days: (value) => `${number(value, 1)} ${page.days}`,
    money, number: (value) => number(value, 0),
  };

  // shown first: a picture drawn in a hidden place has no width
  find("live").hidden = find("lead").hidden = false;
  const room = Math.max(200, Math.min(640, find("charts").clientWidth - 12));
  page.spec.params.find((one) => one.name === "room").value = room;
  for (const part of page.spec.vconcat) part.width = room;
  let view;
  try {
    ({ view } = await vegaEmbed("#charts", page.spec,
      { actions: false, renderer: "svg", tooltip: false, formatLocale: page.numbers }));
  } catch (fault) {
    find("live").hidden = find("lead").hidden = true;
    throw fault;
  }
  find("as-made").hidden = true;

  const names = Object.keys(
    view.getState({ data: () => true, signals: () => false, recurse: false }).data);
  const chanceTable = names.find((name) => "chance_now" in (view.data(name)?.[0] ?? {}));
  const figures = () => ({
    deals: view.signal("deals"), money: view.signal("money"), needed: view.signal("needed"),
    chance: chanceTable ? view.data(chanceTable)[0].chance : null,
  });
  const sliders = [...document.querySelectorAll("#sliders input")];
  const show = () => {
    const now = figures();
    for (const [key, value] of Object.entries(now)) {
      const place = find(`now-${key}`);
      if (!place) continue;
      place.value = written[key](value);
      place.dataset.value = value;
    }
    for (const slider of sliders) {
      const said = unit[page.units[slider.id]](Number(slider.value));
      find(`${slider.id}-says`).value = said;
      slider.setAttribute("aria-valuetext", said);
    }
    find("says-capacity").hidden = !(view.signal("volume") > view.signal("n"));
    find("says-horizon").hidden = !(view.signal("in_time") < 1);
    find("says-top").hidden = !sliders.some(
      (slider) => page.units[slider.id] === "percent" && Number(slider.value) >= 100);
    find("says-assumed").hidden = !sliders.some((slider) => slider.value !== slider.defaultValue);
  };
  const moved = async () => { await view.runAsync(); show(); };
  find("sliders").addEventListener("input", moved);
  find("sliders").addEventListener("reset", (event) => {
    event.preventDefault();
    for (const slider of sliders) {
      slider.value = slider.defaultValue;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  window.whatIf = { view, figures, ready: true };
  show();
})();
