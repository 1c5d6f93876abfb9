// What a reader would see go wrong on a page: text cut off or over other text, and blank charts.
() => {
  const problems = [];
  const shown = (text) => text.trim().replace(/\s+/g, " ").slice(0, 80);
  const page = document.documentElement.clientWidth;

  const visible = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === "none" || style.visibility === "hidden") return false;
      const box = at.getBoundingClientRect();
      // words for screen readers only are kept in a box of one pixel; a chart never is
      if (at instanceof HTMLElement && style.overflow === "hidden" && box.width <= 1 && box.height <= 1) return false;
    }
    return true;
  };

  const scrolls = (element) => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)
          && at.scrollWidth > at.clientWidth + 1) return true;
    }
    return false;
  };

  const clippedBy = (element, box) => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (!["hidden", "clip"].includes(style.overflowX)) continue;
      const room = at.getBoundingClientRect();
      if (box.right > room.right + 1 || box.left < room.left - 1 || box.bottom > room.bottom + 2) return at;
    }
    return null;
  };

  if (document.documentElement.scrollWidth > page + 1) {
    problems.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${page} px`);
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.textContent.trim() || element.closest("svg, script, style, template")) continue;
    if (!visible(element)) continue;
    words += 1;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (scrolls(element)) continue;
      if (box.right > page + 1 || box.left < -1) problems.push(`outside the page: ${shown(node.textContent)}`);
      if (clippedBy(element, box)) problems.push(`cut off: ${shown(node.textContent)}`);
    }
    for (const token of node.textContent.matchAll(/[^ \n\t\u00ad\u200b]{2,24}(?=[ \n\t]|$)/g)) {
      // a figure, or a word short enough to fit, is never split over two lines
      if (token.index > 0 && !/[ \n\t]/.test(node.textContent[token.index - 1])) continue;
      if (!/^[\p{L}\p{N}\u00a0\u202f,.%€£$]+$/u.test(token[0])) continue;
      range.setStart(node, token.index);
      range.setEnd(node, token.index + token[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) problems.push(`split over lines: ${token[0]}`);
    }
    const block = element.clientWidth > 0;
    if (block && element.scrollWidth > element.clientWidth + 1 && !scrolls(element)) {
      problems.push(`wider than its box: ${shown(node.textContent)}`);
    }
  }
  if (!words) problems.push("the page says nothing");

  const charts = [...document.querySelectorAll("svg")].filter(
    (svg) => visible(svg) && svg.querySelector("text"));
  const inside = (box, room) =>
    box.left >= room.left - 1.5 && box.right <= room.right + 1.5
    && box.top >= room.top - 1.5 && box.bottom <= room.bottom + 1.5;

  const seen = charts.map((svg) => {
    const room = svg.getBoundingClientRect();
    const name = shown(svg.querySelector("text").textContent);
    if (room.width < 50 || room.height < 20) problems.push(`no room for the chart “${name}”`);
    const texts = [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() && visible(text))
      .map((text) => ({ said: shown(text.textContent), box: text.getBoundingClientRect() }));
    for (const { said, box } of texts) {
      if (!inside(box, room)) problems.push(`outside the chart “${name}”: ${said}`);
    }
    texts.forEach(({ said, box }, at) => {
      for (const other of texts.slice(at + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // lines of text may touch: letters do not fill their line
        if (across > 1 && down > 4) problems.push(`in “${name}” ${said} over ${other.said}`);
      }
    });
    const marks = [...svg.querySelectorAll("path, rect, line")].filter((mark) => {
      const paint = getComputedStyle(mark), box = mark.getBoundingClientRect();
      const drawn = paint.fill !== "none" || paint.stroke !== "none";
      const background = box.width >= room.width - 8;
      const symbol = box.width <= 14 && box.height <= 14;
      return drawn && !background && !symbol && Math.max(box.width, box.height) > 1;
    });
    const small = texts.filter(({ box }) => box.height < 9).length;
    if (small) problems.push(`${small} texts in “${name}” are too small to read`);
    return { name, texts: texts.map((text) => text.said), marks: marks.length };
  });
  return { problems: [...new Set(problems)], charts: seen };
}
