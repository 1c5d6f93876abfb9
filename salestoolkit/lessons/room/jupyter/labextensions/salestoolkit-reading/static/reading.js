/* Reading mode: lessons as slides. Whether it is on at first and how the menu calls it, the server says. */
(() => {
  const NAME = 'salestoolkit-reading';
  const COMMAND = 'salestoolkit:reading';
  /* so much of a cell that is taller than the screen comes with one key: some lines are seen twice */
  const PAGE = 0.85;
  /* what lies within the margin of the page is in its place already */
  const NEAR = 16;
  const said = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  const sheet = new URL('reading.css', document.currentScript.src).href;
  const isOn = () => document.body.classList.contains(NAME);

  const lessonOf = (app) => {
    const panel = app.shell.currentWidget;
    return panel?.content?.node.classList.contains('jp-Notebook') ? panel : null;
  };
  const scrollerOf = (notebook) =>
    notebook.node.querySelector('.jp-WindowedPanel-outer') ?? notebook.node;

  /* Where to stop on the way down: at each heading, where a cell would be cut, inside a tall one. */
  const stopsOf = (notebook) => {
    const scroller = scrollerOf(notebook);
    const [seen, zero] = [scroller.clientHeight, scroller.scrollTop - scroller.getBoundingClientRect().top];
    const stops = [];
    let from = 0;
    notebook.widgets.forEach((cell, index) => {
      const box = cell.node.getBoundingClientRect();
      const [top, bottom] = [box.top + zero, box.bottom + zero];
      const heading = cell.headingInfo?.level > 0;
      if (!box.height || (!heading && bottom <= from + seen)) return;
      stops.push({ index, heading, at: (from = top) });
      while (bottom > from + seen) stops.push({ index, heading: false, at: (from += seen * PAGE) });
    });
    return stops;
  };

  const go = (notebook, forward, headings) => {
    const scroller = scrollerOf(notebook);
    const here = scroller.scrollTop;
    const stops = stopsOf(notebook).filter(({ heading }) => heading || !headings);
    const next = forward
      ? stops.find(({ at }) => at > here + NEAR)
      : stops.findLast(({ at }) => at < here - NEAR);
    if (!next) return;
    notebook.mode = 'command';
    notebook.deselectAll();
    notebook.activeCellIndex = next.index;
    notebook.widgets[next.index].node.focus({ preventScroll: true });
    scroller.scrollTop = next.at;
  };

  const STEPS = {
    ArrowRight: [true, true],
    ArrowLeft: [false, true],
    PageDown: [true, false],
    PageUp: [false, false],
  };
  /* keys of a slider, a form or a menu are theirs */
  const OURS = 'body, .jp-NotebookPanel, .jp-Notebook, .jp-WindowedPanel-outer, .jp-Cell';
  const onKey = (app, event) => {
    const [step, lesson] = [STEPS[event.key], lessonOf(app)];
    const other = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!step || !lesson || !isOn() || other || !event.target.matches(OURS)) return;
    event.preventDefault();
    event.stopPropagation();
    go(lesson.content, ...step);
  };

  /* what frames a lesson, by JupyterLab's own means: they know how to give the place back */
  const dress = (app) => {
    const { shell } = app;
    lessonOf(app)?.toolbar[isOn() ? 'hide' : 'show']();
    for (const side of ['left', 'right']) {
      if (shell.isSideTabBarVisible(side) === isOn()) shell.toggleSideTabBarVisibility(side);
    }
    if (isOn()) shell.collapseLeft();
  };

  const turn = (app, on) => {
    document.body.classList.toggle(NAME, on);
    sessionStorage.setItem(NAME, on ? 'on' : 'off');
    dress(app);
    app.commands.notifyCommandChanged(COMMAND);
  };

  const plugin = {
    id: `${NAME}:plugin`,
    autoStart: true,
    activate: (app) => {
      document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: sheet }));
      app.commands.addCommand(COMMAND, {
        label: said.readingLabel,
        isToggled: isOn,
        execute: () => turn(app, !isOn()),
      });
      document.addEventListener('keydown', (event) => onKey(app, event), true);
      void app.restored.then(() => {
        turn(app, (sessionStorage.getItem(NAME) ?? said.readingMode) === 'on');
        app.shell.currentChanged.connect(() => dress(app));
      });
    },
  };

  (window._JUPYTERLAB ??= {})[NAME] = {
    init: () => undefined,
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
