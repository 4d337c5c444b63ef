// The reader and tagger on the page: an answer with its marked passages, and all passages of one tag side by side.
// Python counts code points and the page UTF-16 units; whatever is called `start` or `end` counts code points.

/** How many code points stand before a place counted in UTF-16 units. */
export const pointsBefore = (text, units) => [...text.slice(0, units)].length;

/** How many UTF-16 units stand before a place counted in code points. */
export const unitsBefore = (text, points) => [...text].slice(0, points).join("").length;

/** Without blanks at either end, in UTF-16 units; null where nothing is left. */
export const trimmed = (text, from, to) => {
  const part = text.slice(from, to), left = part.length - part.trimStart().length;
  return part.trim() ? [from + left, from + left + part.trim().length] : null;
};

/** The word at a place, in UTF-16 units; null where there is none. */
export const wordAt = (text, place) => {
  for (const word of text.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu)) {
    if (word.index <= place && place <= word.index + word[0].length) return [word.index, word.index + word[0].length];
  }
  return null;
};

/** The tags of which a part is typed. */
export const likes = (codebook, typed) => codebook.map(({ tag }) => tag)
  .filter((tag) => tag.toLowerCase().includes(typed.trim().toLowerCase()));

/** A lane for each passage, so that no two that overlap have the same. */
export const lanes = (passages) => {
  const free = [];
  const order = passages.map((_, place) => place).sort((a, b) => passages[a].start - passages[b].start);
  const found = [];
  for (const place of order) {
    let lane = free.findIndex((end) => end <= passages[place].start);
    if (lane < 0) lane = free.length;
    [free[lane], found[place]] = [passages[place].end, lane];
  }
  return found;
};

/** The text in pieces: which passages lie over each, and which end with it. */
export const pieces = (text, passages) => {
  const letters = [...text], length = letters.length;
  const cuts = [...new Set([0, length, ...passages.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((cut, place) => ({
    text: letters.slice(cut, cuts[place + 1]).join(""),
    over: passages.flatMap(({ start, end }, one) => (start <= cut && cuts[place + 1] <= end ? [one] : [])),
    ends: passages.flatMap(({ end }, one) => (end === cuts[place + 1] ? [one] : [])),
  }));
};

const COLOURS = ["#0072B2", "#B34A00", "#007A5A", "#A0447A", "#8C6D00", "#2B6F95", "#333333", "#7A3E00"];
const LINES = [(c) => `linear-gradient(${c},${c})`,
  (c) => `repeating-linear-gradient(90deg,${c} 0 7px,transparent 7px 11px)`,
  (c) => `repeating-linear-gradient(90deg,${c} 0 2px,transparent 2px 5px)`];
const colour = (number) => COLOURS[number % COLOURS.length];
const line = (number) => LINES[Math.floor(number / COLOURS.length) % LINES.length](colour(number));

/** An element; text becomes text, whatever it holds. */
const make = (name, { on = {}, ...properties } = {}, ...inside) => {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for" || key === "list") one.setAttribute(key, value);
    else one[key] = value;
  }
  for (const [event, act] of Object.entries(on)) one.addEventListener(event, act);
  one.append(...inside);
  return one;
};
const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
const cut = (text, most) => (text.length > most ? `${text.slice(0, text.lastIndexOf(" ", most))} …` : text);

function render({ model, el }) {
  const get = (name) => model.get(name), unique = `shadowkit-${Math.random().toString(36).slice(2)}`;
  const text = () => get("answer").text ?? "";
  const kind = (tag) => Math.max(get("codebook").findIndex((one) => one.tag === tag), 0);
  let picked = null; // What is selected in the answer: two places in UTF-16 units.
  let drawn = null; // The text that is on the page.
  let waiting = null; // Where the caret goes once what was sent is saved.

  const send = (what, given = {}) => model.send({ do: what, with: given });
  const step = (what, given) => { waiting = null; send(what, given); };
  const set = (name, value) => { model.set(name, value); model.save_changes(); };
  const go = (place) => { picked = null; set("chosen", place); };

  // Which answer.
  const which = make("select", { "aria-label": "Answer", on: { change: () => go(which.selectedIndex) } });
  const place = make("span");
  const button = (label, act, more = {}) => make("button", { type: "button", on: { click: act }, ...more }, label);
  const next = (by) => () => go(get("chosen") + by);
  const unread = () => {
    const marked = get("marked"), from = get("chosen"), all = marked.map((_, one) => (from + 1 + one) % marked.length);
    const found = all.find((one) => marked[one] === 0);
    if (found === undefined) say("Every answer has a marked passage.");
    else go(found);
  };
  const previousOne = button("◀ Previous", next(-1)), nextOne = button("Next ▶", next(1));
  const top = make("div", { className: "row" }, previousOne, which, nextOne,
    button("Next without a mark", unread), place);

  // The answer. One may move in it and select as in any text, and change nothing: so the arrow keys work by themselves.
  const question = make("p", { className: "question", id: `${unique}-question` });
  const answer = make("div", { className: "answer", contentEditable: "true", spellcheck: false, role: "textbox",
    "aria-multiline": "true", "aria-readonly": "true", "aria-labelledby": `${unique}-question`,
    inputMode: "none", tabIndex: 0 });
  const never = (event) => event.preventDefault();
  for (const event of ["beforeinput", "drop", "dragstart", "paste", "cut"]) answer.addEventListener(event, never);
  answer.addEventListener("compositionend", () => draw());
  answer.addEventListener("blur", () => draw());
  answer.addEventListener("focus", () => answer.querySelectorAll(".picked").forEach((one) => one.classList.remove("picked")));
  answer.addEventListener("keydown", (key) => {
    if (key.key !== "Enter" || key.isComposing) return;
    key.preventDefault();
    look();
    const range = picked ?? caretWord();
    if (!range) return say("There is no word here to mark; move to one with the arrow keys.");
    picked = range;
    tag.focus();
  });
  const help = make("p", { className: "help" }, "Select words with the mouse, or go there with the arrow keys and hold "
    + "Shift; Enter takes you to the tag (without a selection, the word at the cursor is taken).");

  // What is to be marked, and as what.
  const chosen = make("p", { className: "chosen", "aria-live": "polite" });
  const tags = make("datalist", { id: `${unique}-tags` });
  const tag = make("input", { type: "text", id: `${unique}-tag`, list: `${unique}-tags`, autocomplete: "off",
    placeholder: "choose one, or type a new one", on: { input: () => about(), keydown: (key) => enter(key) } });
  const definition = make("input", { type: "text", id: `${unique}-definition`, on: { keydown: (key) => enter(key) } });
  const mark = () => {
    if (!picked) return say("Select the words to mark first.");
    const [from, to] = picked, { meeting, position } = get("answer");
    waiting = to;
    send("mark", { start: pointsBefore(text(), from), end: pointsBefore(text(), to), words: text().slice(from, to),
      tag: tag.value, definition: definition.disabled ? "" : definition.value, about: [meeting, position] });
  };
  const enter = (key) => {
    // Enter may also take a suggestion, and then what is in the field changes.
    const typed = tag.value;
    const go_on = () => {
      const near = key.target === tag && !definition.disabled ? likes(get("codebook"), typed) : [];
      if (!near.length) return mark();
      // Half a tag is not made a new one by a slip.
      definition.focus();
      say(`“${typed.trim()}” would be a new tag; there is ${near.slice(0, 3).map((one) => `“${one}”`).join(", ")}. `
        + "Press Enter once more if a new one is meant, or go back and type on.", true);
    };
    if (key.key === "Enter" && !key.repeat && !key.isComposing) setTimeout(() => tag.value === typed && go_on(), 50);
  };
  const about = () => {
    const known = get("codebook").find((one) => one.tag.toLowerCase() === tag.value.trim().toLowerCase());
    definition.disabled = Boolean(known) || !tag.value.trim();
    definition.value = known ? known.definition : definition.disabled ? "" : definition.value;
    definition.placeholder = known ? "has no definition yet" : "what it means, if it is a new tag";
  };
  const form = make("div", { className: "mark" }, chosen,
    make("label", { for: tag.id }, "Tag"), tag, make("label", { for: definition.id }, "Means"), definition, tags,
    button("Mark", mark, { className: "primary" }));
  const here = make("ul", { className: "here" });
  const right = make("div", { className: "side", role: "group", "aria-label": "Mark a passage" }, form,
    make("p", { className: "heading" }, "Marked in this answer"), here);

  // All passages of one tag.
  const shown = make("select", { "aria-label": "All passages of the tag",
    on: { change: () => set("tag", shown.value) } });
  const meaning = make("span", { className: "help" });
  const cards = make("div", { className: "cards", tabIndex: 0, role: "region", "aria-label": "Passages side by side" });
  const bottom = make("div", { className: "beside" },
    make("div", { className: "row" }, make("span", {}, "All passages of"), shown, meaning), cards);

  const undo = button("Undo", () => step("undo", { says: get("next_undo") }));
  const what = make("span", { className: "help" });
  const status = make("p", { className: "status", role: "status" });
  const say = (words, wrong = false) => {
    status.textContent = words;
    status.classList.toggle("wrong", wrong);
  };

  const root = make("div", { className: "shadowkit-tagger", role: "group", "aria-label": "Read and mark answers" }, top,
    make("div", { className: "both" }, make("div", { className: "reader" }, question, answer, help), right), bottom,
    make("div", { className: "row foot" }, undo, what, status));
  // JupyterLab takes plain keys for itself.
  root.addEventListener("keydown", (key) => { if (!key.ctrlKey && !key.metaKey) key.stopPropagation(); });
  root.addEventListener("focusin", ({ relatedTarget }) => { if (!root.contains(relatedTarget)) send("here"); });

  // Where the selection is.
  const within = (node, offset) => {
    const range = document.createRange();
    range.setStart(answer, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  };
  const selected = () => {
    const one = document.getSelection();
    return one.rangeCount && answer.contains(one.anchorNode) && answer.contains(one.focusNode) ? one.getRangeAt(0) : null;
  };
  const caretWord = () => {
    const range = selected();
    return range && wordAt(text(), within(range.startContainer, range.startOffset));
  };
  const look = () => {
    const range = selected();
    if (!range || document.activeElement !== answer) return;
    const [from, to] = [within(range.startContainer, range.startOffset), within(range.endContainer, range.endOffset)];
    picked = trimmed(text(), from, to);
    tell();
    const under = pointsBefore(text(), from);
    [...here.children].forEach((one, number) => {
      const { start, end } = get("passages")[number] ?? {};
      one.classList.toggle("under", start <= under && under < end);
    });
    here.querySelector(".under")?.scrollIntoView({ block: "nearest" });
  };
  const select = (from, to) => {
    const spot = (units) => {
      const walk = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        if (units <= walk.currentNode.length) return [walk.currentNode, units];
        units -= walk.currentNode.length;
      }
      return [answer, answer.childNodes.length];
    };
    answer.focus({ preventScroll: true });
    document.getSelection().setBaseAndExtent(...spot(from), ...spot(to));
    spot(to)[0].parentElement?.scrollIntoView({ block: "nearest" });
  };
  const tell = () => {
    chosen.textContent = picked ? `To mark: “${cut(text().slice(...picked), 70)}”` : "Nothing is selected yet.";
  };

  // What is drawn anew when Python has something new.
  const draw = () => {
    // Whoever has selected something keeps it when passages are drawn anew.
    const range = drawn === text() && document.activeElement === answer && selected();
    const kept = range && [within(range.startContainer, range.startOffset), within(range.endContainer, range.endOffset)];
    const passages = get("passages").filter((one) => one.fits), lane = lanes(passages);
    const marked = document.activeElement !== answer && picked
      ? [{ start: pointsBefore(text(), picked[0]), end: pointsBefore(text(), picked[1]), picked: true }] : [];
    answer.replaceChildren(...pieces(text(), [...passages, ...marked]).map(({ text: part, over, ends }) => {
      const ours = over.filter((one) => one < passages.length).sort((a, b) => lane[a] - lane[b]);
      const one = make("span", {}, part);
      if (over.length > ours.length) one.classList.add("picked");
      if (ours.length) {
        one.classList.add("passage");
        one.style.backgroundImage = ours.map((at) => line(kind(passages[at].tag))).join(",");
        one.style.backgroundPosition = ours.map((at) => `0 calc(100% - ${lane[at] * 5}px)`).join(",");
        one.style.paddingBottom = `${Math.max(...ours.map((at) => lane[at])) * 5 + 4}px`;
      }
      const names = ends.filter((at) => at < passages.length).map((at) => passages[at].tag + whose(passages[at]));
      if (names.length) one.dataset.names = names.join(" · ");
      return one;
    }));
    drawn = text();
    if (kept) select(...kept);
    tell();
  };
  const sign = (name) => {
    const one = make("span", { className: "sign" });
    one.style.backgroundImage = line(kind(name));
    return one;
  };
  const whose = (one) => (one.mine ? "" : ` (${one.coder})`);
  const said = (one) => (one.fits ? `“${one.quote}”` : one.was
    ? `the answer was changed; when it was marked, this was “${one.was}”` : "does not lie within its answer any more");
  const remove = (one) => (one.mine ? [button("Remove", () => step("unmark", { key: one.key }),
    { "aria-label": `Remove ${one.tag} from “${cut(one.quote || one.was, 40)}”` })] : []);
  const list = () => {
    const passages = get("passages");
    here.replaceChildren(...passages.map((one) => make("li", {}, sign(one.tag),
      button(`${one.tag}${whose(one)}: ${one.fits ? `“${cut(one.quote, 60)}”` : said(one)}`,
        () => one.fits && select(unitsBefore(text(), one.start), unitsBefore(text(), one.end)), { className: "words" }),
      ...remove(one))));
    if (!passages.length) here.replaceChildren(make("li", { className: "help" }, "Nothing yet."));
  };
  const answers = () => {
    const marked = get("marked");
    which.replaceChildren(...get("answers").map((one, number) => make("option", {},
      `${one.person}: ${cut(one.question || "no question noted", 60)}${marked[number] ? ` (${count(marked[number], "mark", "marks")})` : ""}`)));
  };
  const answerShown = () => {
    const one = get("answer"), all = get("answers").length;
    which.selectedIndex = get("chosen");
    place.textContent = all ? `Answer ${get("chosen") + 1} of ${all}` : "";
    question.textContent = all ? `${one.person} on: ${one.question || "no question noted"}`
      : "There is no answer yet; write one down with sk.forms.answers.";
    [previousOne.disabled, nextOne.disabled] = [get("chosen") <= 0, get("chosen") >= all - 1];
  };
  const codebook = () => {
    const all = get("codebook");
    tags.replaceChildren(...all.map((one) => make("option", { value: one.tag }, one.definition)));
    shown.replaceChildren(...all.map((one) => make("option", { value: one.tag },
      `${one.parent ? "– " : ""}${one.tag} (${count(one.passages, "mark", "marks")}, `
      + `${count(one.people, "person", "people")})`)));
    about();
  };
  const beside = () => {
    shown.value = get("tag");
    const of = get("codebook").find((one) => one.tag === get("tag"));
    meaning.textContent = of?.definition ?? "";
    cards.replaceChildren(...get("quotes").map((one) => make("article", {}, make("p", { className: "who" }, sign(one.tag),
      one.person || "an answer that is not in the log", whose(one)),
    make("p", {}, said(one)), ...(one.answer < 0 ? remove(one) : [button("Go there", () => {
      const there = () => (one.fits ? select(unitsBefore(text(), one.start), unitsBefore(text(), one.end)) : answer.focus());
      if (one.answer === get("chosen")) there();
      else { waiting = there; go(one.answer); }
    }, { "aria-label": `Go to the words of ${one.person}` })]))));
    if (!get("quotes").length) cards.replaceChildren(make("p", { className: "help" }, "No passage has this tag yet."));
  };
  const footer = () => {
    undo.disabled = !get("next_undo");
    what.textContent = get("next_undo") ? `would take back: ${cut(get("next_undo"), 80)}` : "nothing to take back";
    say(get("status"), get("wrong"));
  };
  const saved = () => {
    if (get("wrong") || waiting === null || typeof waiting === "function") return;
    [tag.value, definition.value] = ["", ""];
    const caret = waiting;
    [picked, waiting] = [null, null];
    about();
    select(caret, caret);
  };
  const arrived = () => {
    if (typeof waiting === "function") { const then = waiting; waiting = null; then(); }
  };
  const follows = {
    answers, marked: answers, answer: () => { picked = null; answerShown(); draw(); list(); arrived(); },
    chosen: answerShown, passages: () => { draw(); list(); saved(); }, codebook: () => { codebook(); beside(); draw(); },
    tag: beside, quotes: beside, next_undo: footer, status: () => { footer(); saved(); }, wrong: footer,
  };
  const heard = Object.entries(follows).map(([name, act]) => [`change:${name}`, act]);
  heard.forEach(([event, act]) => model.on(event, act));
  document.addEventListener("selectionchange", look);
  el.append(root);
  codebook(), answers(), answerShown(), draw(), list(), beside(), footer();
  return () => {
    document.removeEventListener("selectionchange", look);
    heard.forEach(([event, act]) => model.off(event, act));
  };
}

export default { render };
