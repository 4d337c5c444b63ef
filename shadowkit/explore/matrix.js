// What the matrix needs of the page: a cell opens by a click or Enter, arrows go from cell to cell, Esc goes back, and
// the focus and the place one had scrolled to are kept.
export default {
  render({ model, el }) {
    el.style.display = "none";
    let box, result, timer, kept = { top: 0, left: 0 };
    const region = () => result.querySelector("[role=region]");
    const page = () => result.querySelector(".shadowkit-picture > .widget-html-content");
    const open = (place) => {
      if (place) kept = { top: region().scrollTop, left: region().scrollLeft };
      model.set("opened", place);
      model.save_changes();
    };
    const clicked = ({ target }) => {
      if (target.closest("[data-back]")) return open("");
      const cell = target.closest("[data-open]");
      // Who marks words with the mouse does not want to leave.
      const marking = !target.closest("button") && !window.getSelection().isCollapsed;
      if (cell && !marking && !target.closest("a")) open(cell.dataset.open);
    };
    const moved = (button, key) => {
      const cell = button.closest("td"), row = cell.parentElement;
      const rows = [...row.parentElement.children], cells = [...row.children];
      const [down, across] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
      let [y, x] = [rows.indexOf(row), cells.indexOf(cell)], next = null;
      while (!next) {
        [y, x] = [y + down, x + across];
        const there = rows[y]?.children[x];
        if (!there) return;
        next = there.querySelector("[data-cell]");
      }
      button.tabIndex = -1;
      next.tabIndex = 0;
      next.focus({ preventScroll: true });
      into(region(), next.closest("td"), rows[y].firstElementChild);
    };
    // Only the matrix scrolls, never the page; what is frozen at its edges covers nothing of the cell.
    const into = (room, cell, head) => {
      const a = room.getBoundingClientRect(), b = cell.getBoundingClientRect();
      const left = a.left + head.offsetWidth, top = a.top + room.querySelector("thead").offsetHeight;
      if (b.left < left) room.scrollLeft -= left - b.left;
      else if (b.right > a.right) room.scrollLeft += Math.min(b.right - a.right, b.left - left);
      if (b.top < top) room.scrollTop -= top - b.top;
      else if (b.bottom > a.bottom) room.scrollTop += Math.min(b.bottom - a.bottom, b.top - top);
    };
    const pressed = (key) => {
      if (key.ctrlKey || key.metaKey || key.altKey) return;
      const button = key.target.closest("[data-cell]");
      if (key.key === "Escape" && result.querySelector("[data-back]")) open("");
      else if (button && key.key.startsWith("Arrow")) {
        key.preventDefault();
        moved(button, key.key);
      }
      // JupyterLab takes plain keys for itself: Enter would go into the cell's code.
      key.stopPropagation();
    };
    const shown = ({ opened, was }, tries = 80) => {
      const here = result.querySelector("[data-here]"), cell = result.querySelector(`[data-open="${was}"] button`);
      if (opened ? !here : here || !region()) {
        if (tries) timer = setTimeout(() => shown({ opened, was }, tries - 1), 25);
        return;
      }
      if (opened) {
        // The end of the answer before stays in sight.
        page().scrollTop += here.getBoundingClientRect().top - page().getBoundingClientRect().top - 140;
        here.focus({ preventScroll: true });
        return;
      }
      page().scrollTop = 0;
      [region().scrollTop, region().scrollLeft] = [kept.top, kept.left];
      if (cell) {
        region().querySelectorAll("[data-cell]").forEach((one) => { one.tabIndex = one === cell ? 0 : -1; });
      }
      (cell || region()).focus({ preventScroll: true });
    };
    const prepare = () => {
      box = el.closest(".shadowkit-explorer");
      result = box?.querySelector(".shadowkit-result");
      const own = box?.querySelector(".shadowkit-own");
      if (!result || !own) {
        timer = setTimeout(prepare, 50);
        return;
      }
      result.addEventListener("click", clicked);
      result.addEventListener("keydown", pressed);
      own.addEventListener("keydown", (key) => {
        if (!key.ctrlKey && !key.metaKey && !key.altKey) key.stopPropagation();
      });
    };
    const heard = (message) => shown(message);
    model.on("msg:custom", heard);
    timer = setTimeout(prepare, 0);
    return () => {
      clearTimeout(timer);
      model.off("msg:custom", heard);
    };
  },
};
