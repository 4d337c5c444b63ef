// What an explorer needs of the page and Python cannot set: keys, a place for Tab to stop, and words read out on change.
export default {
  render({ el }) {
    el.style.display = "none";
    const prepare = () => {
      const box = el.closest(".shadowkit-explorer");
      const picture = box?.querySelector(".shadowkit-picture > .widget-html-content");
      const words = box?.querySelector(".shadowkit-words");
      if (!picture || !words) {
        timer = setTimeout(prepare, 50);
        return;
      }
      // JupyterLab takes plain keys for itself even where a dropdown has the focus: arrows go to the next cell.
      box.querySelector(".shadowkit-controls").addEventListener("keydown", (key) => {
        if (!key.ctrlKey && !key.metaKey && !key.altKey && !key.shiftKey) key.stopPropagation();
      });
      picture.tabIndex = 0;
      words.setAttribute("aria-live", "polite");
    };
    let timer = setTimeout(prepare, 0);
    return () => clearTimeout(timer);
  },
};
