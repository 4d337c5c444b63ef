// What a form needs of the page and Python cannot set: keys, focus, and words read out.
export default {
  render({ model, el }) {
    el.style.display = "none";
    let box, timer, waits = null, through = false;
    const rows = () => [...box.querySelectorAll(".shadowkit-field")];
    const inputs = () => rows().map((row) => row.querySelector("input, select, textarea"));

    // What is typed travels to the kernel piece by piece, the next when the last has been taken in. A press of a button
    // would overtake it, so it is held until the kernel has answered: by then all that was typed is on its way.
    const press = (click) => {
      const button = click.target.closest("button");
      if (!button || through) return;
      click.stopPropagation();
      if (waits) return;
      waits = button;
      model.send("arrived?");
    };
    const told = (message) => {
      if (message.arrived && waits) {
        const button = waits;
        [waits, through] = [null, true];
        button.click();
        through = false;
      }
      if ("focus" in message && box?.contains(document.activeElement)) inputs()[message.focus].focus();
    };
    const down = (key) => {
      const { target } = key, control = key.ctrlKey || key.metaKey;
      const line = target.matches("input") && !control && !key.shiftKey, block = target.matches("textarea") && control;
      // Where each row has a button of its own, Enter takes what a list shows too.
      const list = target.matches(".shadowkit-form-problems select") && !control && !key.shiftKey;
      if (key.key === "Enter" && !key.altKey && !key.isComposing && (line || block || list)) {
        if (block) key.preventDefault();
        // Enter may also take a suggestion, and then what is in the field changes.
        const its = target.closest(".shadowkit-field").querySelector(".shadowkit-save");
        const typed = target.value, button = its ?? box.querySelector(".shadowkit-save");
        const save = () => target.value === typed && button.click();
        if (!key.repeat) setTimeout(save, target.list || list ? 50 : 0);
      } else if (control || key.altKey) return;
      // JupyterLab takes plain keys for itself, and a text field keeps Enter from whatever is around it.
      key.stopPropagation();
    };
    const describe = () => rows().forEach((row) => {
      const message = row.lastElementChild, input = row.querySelector("input, select, textarea");
      message.id ||= `shadowkit-${Math.random().toString(36).slice(2)}`;
      if (input?.getAttribute("aria-describedby") !== message.id) input?.setAttribute("aria-describedby", message.id);
    });
    // A form may put other rows in the place of those it had.
    const changes = new MutationObserver(describe);
    const prepare = () => {
      box = el.closest(".shadowkit-form");
      if (!box || inputs().some((input) => !input)) {
        timer = setTimeout(prepare, 50);
        return;
      }
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", model.get("label"));
      box.querySelector(".shadowkit-status").setAttribute("aria-live", "polite");
      describe();
      changes.observe(box, { childList: true, subtree: true });
      box.addEventListener("click", press, true);
      box.addEventListener("keydown", down, true);
      // A button keeps its words until it is pressed: Undo does what it said.
      box.addEventListener("focusin", ({ target, relatedTarget }) => {
        if (!box.contains(relatedTarget) && !target.closest("button")) model.send("here");
      });
    };
    model.on("msg:custom", told);
    timer = setTimeout(prepare, 0);
    return () => {
      clearTimeout(timer);
      changes.disconnect();
      model.off("msg:custom", told);
    };
  },
};
