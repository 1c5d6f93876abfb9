"""One JupyterLab page in which lessons are opened one after the other, on one warm kernel a language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lesson import FOLDERS
from playwright.sync_api import Locator, Page
from running_lab import Lab

START = "() => window.jupyterapp?.restored.then(() => true)"
OPEN = """
async ([path, kernel]) => {
  const app = window.jupyterapp;
  const chosen = kernel ? { id: kernel } : undefined;
  const panel = await app.commands.execute('docmanager:open', { path, factory: 'Notebook', kernel: chosen });
  await panel.context.ready;
  await panel.revealed;
  await panel.sessionContext.ready;
  // every cell is laid out, also those far below
  panel.content.notebookConfig = { ...panel.content.notebookConfig, windowingMode: 'none' };
  const running = panel.sessionContext.session.kernel;
  await running.info;
  if (kernel) await running.requestExecute({ code: '%reset -f', silent: true }).done;
  return running.id;
}
"""
CLOSE = """
() => {
  const panel = window.jupyterapp.shell.currentWidget;
  if (panel?.context) { panel.context.model.dirty = false; panel.dispose(); }
}
"""
RUN_ALL = """
() => Promise.race([
  window.jupyterapp.commands.execute('notebook:run-all-cells'),
  new Promise((_, refuse) => setTimeout(() => refuse(new Error(
    'still running: ' + [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')]
      .filter((cell) => cell.querySelector('.jp-InputPrompt').textContent.includes('*'))
      .map((cell) => cell.innerText.slice(0, 60)))), 150_000)),
])
"""
RESTART = """
async () => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  await kernel.restart();
  await kernel.info;
}
"""
RUN = """
async ([wanted, sources]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const chosen = notebook.widgets.filter((cell) => {
    const tags = cell.model.getMetadata('tags') ?? [];
    return wanted.includes(cell.model.id) || wanted.some((name) => tags.includes(name));
  });
  for (const [place, cell] of chosen.entries()) {
    if (sources) cell.model.sharedModel.setSource(sources[place]);
    notebook.activeCellIndex = notebook.widgets.indexOf(cell);
    await window.jupyterapp.commands.execute('notebook:run-cell');
  }
  return chosen.map((cell) =>
    [...cell.node.querySelectorAll('.jp-OutputArea-output')].map((one) => one.innerText).join(' '));
}
"""
DRAWN = """
() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type*="widget-view"]')].every(
  (view) => view.querySelector('input, button, select, p, svg, .noUi-handle'))
"""
LOOK = """
() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map((cell) => {
  const area = cell.querySelector('.jp-OutputArea');
  const parts = area ? [...area.querySelectorAll('*')] : [];
  const named = 'td, th, p, li, h3, h4, label, button, summary';
  const tooWide = parts.filter((part) => part.clientWidth > 0
    && part.scrollWidth > part.clientWidth + 1
    && !['INPUT', 'SELECT', 'TEXTAREA'].includes(part.tagName)
    // a wide table that the keyboard can move shows everything
    && !(part.tabIndex === 0 && part.querySelector('table'))
    && (part.matches(named) || getComputedStyle(part).overflowX !== 'visible'));
  const said = [];
  const walk = area && document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
  while (walk?.nextNode()) {
    if (!walk.currentNode.parentElement.closest('code, style, script')) said.push(walk.currentNode.data);
  }
  return {
    code: cell.querySelector('.cm-content')?.innerText ?? '',
    said: said.join(' '),
    tooWide: tooWide.map((part) => part.textContent.slice(0, 80)),
    failed: parts.filter((part) => /error|stderr/.test(part.dataset?.mimeType ?? ''))
      .map((part) => part.innerText),
  };
})
"""


@dataclass
class Classroom:
    """A JupyterLab page; at most one lesson is open."""

    lab: Lab
    page: Page
    kernels: dict[str, str] = field(default_factory=dict)

    def enter(self) -> None:
        """Open JupyterLab itself."""
        self.page.goto(f"{self.lab.address}/lab?token={self.lab.token}&reset")
        self.page.wait_for_function(START, timeout=60_000)

    def open(self, language: str, name: str, *, fresh: bool = False) -> None:
        """Open a lesson in place of the one that is open, on the language's kernel or a fresh one."""
        self.page.evaluate(CLOSE)
        kernel = None if fresh else self.kernels.get(language)
        running = self.page.evaluate(OPEN, [f"{FOLDERS[language]}/{name}", kernel])
        if not fresh:
            self.kernels[language] = running

    def run_all(self) -> None:
        """Run all cells; what failed is looked for by `look`."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(DRAWN, timeout=60_000)

    def run(self, *wanted: str, sources: list[str] | None = None) -> list[str]:
        """Run the cells with these ids or tags, with other sources where given; what each shows."""
        shown: list[str] = self.page.evaluate(RUN, [list(wanted), sources])
        return [" ".join(text.split()) for text in shown]

    def restart(self) -> None:
        """Restart the kernel: no name is left."""
        self.page.evaluate(RESTART)

    def look(self) -> list[dict[str, Any]]:
        """What each cell of code shows, and what is wrong with how it is shown."""
        found: list[dict[str, Any]] = self.page.evaluate(LOOK)
        return found

    def output(self, code: str) -> Locator:
        """What a cell shows, by what its code holds."""
        cell = self.page.locator(".jp-CodeCell").filter(has_text=code).first
        return cell.locator(".jp-OutputArea").first
