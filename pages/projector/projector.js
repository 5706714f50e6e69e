// One message per screen, read from eight metres. Everything shown came with the page; nothing is asked for later.
"use strict";

const deck = JSON.parse(document.getElementById("deck").textContent);
const at = (name) => document.querySelector(`[data-at="${name}"]`);
const STEPS = ["parts", "sentence", "before"];
const HEADINGS = { parts: "由什么构成", sentence: "原文怎么写", before: "上一年怎么写" };
const ACROSS = 4; // small charts beside each other, as pages/shared/charts/lines.py lays them out
const state = { screen: 0, number: null, step: "", panel: "", running: false, first: 0, timer: 0 };
const query = new URLSearchParams(location.search);
const seconds = Math.max(0, Number(query.get("seconds")) || 0);

const screen = () => deck.screens[state.screen];
const chosen = () => screen().numbers[state.number ?? screen().focus ?? screen().asked];
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
const unit = () => Math.min(innerWidth / 1920, innerHeight / 1080);

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// --- what stands on the screen ---

function show() {
  const { title, sentence, view, basis } = screen();
  document.title = `${title || sentence} · ${deck.name}`;
  at("view").textContent = view;
  at("count").textContent = `${state.screen + 1} / ${deck.screens.length}`;
  at("title").textContent = title || sentence;
  at("title").dataset.long = (title || sentence).length > 70 ? "very" : (title || sentence).length > 36 ? "yes" : "no";
  at("sentence").textContent = title ? sentence : "";
  at("basis").textContent = basis.join("");
  document.body.dataset.step = state.step;
  history.replaceState(null, "", `${location.pathname}?${query}#${state.screen + 1}`);
  picture();
  why();
  panel();
  tell();
  if (!at("chart").hidden && at("chart").clientHeight < drawn) picture(); // the words below took a line more
}

function picture() {
  const large = screen().focus !== null || !screen().figure;
  at("chart").hidden = large || state.step !== "";
  at("big").hidden = !large || state.step !== "";
  if (state.step) return;
  if (!large) {
    try {
      return draw();
    } catch (error) {
      console.error(error); // words and basis still stand, and the keys still work
      at("status").dataset.rows = "这张图在这里画不出来，按 Q 扫码看原视图";
      return;
    }
  }
  at("status").dataset.rows = "";
  const number = chosen();
  at("big").replaceChildren(
    ...(number
      ? [element("p", number.label), element("strong", number.value), element("p", number.about)]
      : [element("p", "这一屏没有图，按 Q 扫码打开原视图看表格。")]),
  );
}

function why() {
  at("why").hidden = state.step === "";
  if (!state.step) return;
  const number = chosen();
  const parts = [element("h2", HEADINGS[state.step])];
  if (!number) parts.push(element("p", "这一屏的图不是由单个指标数值组成的，按 Q 扫码打开原视图逐项查看。"));
  else {
    const head = element("div", "", "number");
    head.append(element("p", number.label), element("strong", number.value), element("p", number.about));
    at("why").replaceChildren(head);
    const told = { parts: number.parts, sentence: number.said, before: number.before }[state.step];
    if (number[`${state.step}_line`]) parts.push(element("p", number[`${state.step}_line`], "line"));
    for (const one of told) parts.push(...quoted(one));
  }
  const body = element("div", "", "told");
  body.append(...parts);
  number ? at("why").append(body) : at("why").replaceChildren(body);
}

function quoted({ label, value, before, quote, after, source }) {
  const made = [];
  if (label) {
    const line = element("p", `${label}　`, "line");
    line.append(element("b", value));
    made.push(line);
  }
  if (quote || before) {
    const words = element("q", before, "said");
    words.append(element("mark", quote), after);
    made.push(words, element("p", source, "source"));
  }
  return made;
}

function panel() {
  const open = at("panel");
  open.hidden = state.panel === "";
  if (state.panel === "qr") {
    const code = document.querySelector(`template[data-qr="${state.screen}"]`).content.cloneNode(true);
    open.replaceChildren(element("h2", "扫码打开这一屏的原视图"), code, element("p", screen().address));
  }
  if (state.panel === "note") open.replaceChildren(element("h2", "讲者备注"), element("p", screen().note || "没有备注。"));
  if (state.panel === "keys") {
    const keys = at("keys").content.cloneNode(true);
    open.replaceChildren(element("h2", "按键"), keys);
  }
}

function tell(more = "") {
  const turning = seconds || state.running ? (state.running ? `每${seconds || 20}秒换一屏` : "已暂停，按空格继续") : "";
  at("status").textContent = [more || at("status").dataset.rows, turning].filter(Boolean).join("　");
}

// --- the chart, fitted to this very screen ---

const breadth = (text) => [...text].reduce((sum, letter) => sum + (letter < "\u0100" ? 0.58 : 1), 0);
const bare = (html) => html.replace(/<[^>]*>/g, "");

let drawn = 0; // height that the chart was drawn for

function draw() {
  const box = at("chart").getBoundingClientRect();
  drawn = Math.floor(box.height);
  const colours = deck.themes[document.documentElement.dataset.theme];
  const figure = JSON.parse(JSON.stringify(screen().figure).replace(/#[0-9A-F]{6}/g, (c) => colours[c] || c));
  const { layout } = figure;
  const size = type(figure, box) * unit();
  enlarge(figure, size / (layout.font?.size || 14), Math.max(18 * unit(), size * 0.85));
  Object.assign(layout, { width: box.width, height: box.height, paper_bgcolor: "rgba(0,0,0,0)" });
  at("status").dataset.rows = "";
  if (layout.yaxis2) panels(figure);
  else if (layout.yaxis?.tickvals && layout.yaxis.range?.[0] > layout.yaxis.range?.[1]) rows(figure, size, box);
  Plotly.react(at("chart"), figure.data, layout, { staticPlot: true, responsive: false });
}

// Size of type, in pixels of a screen 1080 high: few rows are written large, many columns smaller, none below 20.
function type({ data, layout: { xaxis, yaxis, yaxis2, annotations } }, box) {
  const columns = xaxis?.side === "top" ? (xaxis.tickvals || []).length : 0;
  if (columns > 6) return columns > 12 ? 20 : 23;
  if (yaxis2 || !yaxis?.tickvals || !(yaxis.range?.[0] > yaxis.range?.[1])) return 26;
  const ends = (annotations || []).filter((note) => note.xref === "paper" && note.x === 1).map((note) => note.text);
  for (const trace of data) if (trace.mode === "text" && trace.textposition === "middle right") ends.push(...trace.text);
  const longest = (words) => Math.max(0, ...(words || []).map((one) => breadth(bare(one || ""))));
  const wide = box.width / unit() / 2 / (longest(yaxis.ticktext) + longest(ends) || 1); // half of the width is the marks'
  return Math.min(40, Math.max(26, Math.min(wide, box.height / unit() / (yaxis.tickvals.length + 1) / 2.6)));
}

function enlarge(part, factor, least) {
  for (const [key, value] of Object.entries(part)) {
    if (value === null || typeof value !== "object") {
      if (["xshift", "yshift", "standoff"].includes(key) && typeof value === "number") part[key] = value * factor;
      continue;
    }
    if (/font$/.test(key) && value.size) {
      const grown = (one) => Math.max(one * factor, least);
      value.size = Array.isArray(value.size) ? value.size.map(grown) : grown(value.size);
    }
    if (key === "marker" && value.size) {
      value.size = Array.isArray(value.size) ? value.size.map((one) => one * factor) : value.size * factor;
    }
    if (key === "line" && typeof value.width === "number") value.width *= factor * 0.8;
    if (key === "margin") for (const side of "lrtb") value[side] = (value[side] || 0) * factor;
    else enlarge(value, factor, least);
  }
}

// Rows of offices: as many as can be read; the window follows the chosen number, and the words below say which.
function rows({ layout, data }, size, box) {
  const names = layout.yaxis.ticktext.map(bare);
  const room = box.height - layout.margin.t - layout.margin.b;
  const fit = Math.min(names.length, Math.max(3, Math.floor(room / (size * 1.7))));
  const row = state.number === null ? null : screen().numbers[state.number]?.row;
  if (row !== null && row !== undefined) {
    if (row < state.first) state.first = row;
    if (row >= state.first + fit) state.first = row - fit + 1;
    layout.shapes = [...(layout.shapes || []), {
      type: "rect", xref: "paper", x0: 0, x1: 1, y0: row - 0.5, y1: row + 0.5, layer: "below",
      fillcolor: token("--panel"), line: { width: 3 * unit(), color: token("--primary") },
    }];
  }
  state.first = Math.max(0, Math.min(state.first, names.length - fit));
  const last = state.first + fit;
  layout.yaxis.range = [last - 0.5, state.first - 0.5];
  if (fit < names.length) {
    for (const trace of data) trace.cliponaxis = true;
    at("status").dataset.rows = `第${state.first + 1}—${last}个，共${names.length}个，按 ↓ 看其余`;
  } else layout.height = Math.min(box.height, fit * size * 3.4 + layout.margin.t + layout.margin.b);
  const ends = data.find((trace) => trace.mode === "text" && trace.textposition === "middle right");
  if (ends && !layout.xaxis2 && data.some((trace) => trace.type === "bar")) {
    const width = box.width - size * (2 + Math.max(...names.map(breadth)));
    const needed = ends.x.map((x, i) => x / Math.max(0.2, 1 - ((breadth(ends.text[i]) + 1) * size) / width));
    layout.xaxis.range = [0, Math.max(...needed, (layout.xaxis.range?.[1] || 1) * 0.6)];
  }
}

// Small charts: two rows of them; the others are named below.
function panels(figure) {
  const { layout } = figure;
  const axes = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key));
  const bottoms = [...new Set(axes.map((key) => layout[key].domain[0]))].sort((a, b) => b - a);
  const floor = bottoms[Math.min(1, bottoms.length - 1)];
  const moved = (y) => (y - floor) / (1 - floor);
  const gone = axes.filter((key) => layout[key].domain[0] < floor).map((key) => key.replace("axis", ""));
  for (const key of axes) layout[key].domain = layout[key].domain.map(moved);
  for (const name of gone) {
    delete layout[name.replace("y", "yaxis")];
    delete layout[name.replace("y", "xaxis")];
  }
  figure.data = figure.data.filter((trace) => !gone.includes(trace.yaxis));
  layout.annotations = (layout.annotations || []).filter((note) => note.yref !== "paper" || note.y >= floor);
  for (const note of layout.annotations) if (note.yref === "paper") note.y = moved(note.y);
  for (const key of Object.keys(layout)) {
    if (/^xaxis\d*$/.test(key) && layout[key].tickvals?.length > 3) {
      const { tickvals, ticktext } = layout[key];
      layout[key].tickvals = [tickvals[0], tickvals.at(-1)];
      layout[key].ticktext = [ticktext[0], ticktext.at(-1)].map((year) => year.replace("年", ""));
    }
  }
  layout.margin.r = Math.max(layout.margin.r, 40 * unit());
  if (gone.length) at("status").dataset.rows = `只画前${2 * ACROSS}个，其余${gone.length}个按 Q 扫码看原视图`;
}

// --- moving ---

function go(step) {
  const n = deck.screens.length;
  Object.assign(state, { screen: (state.screen + step + n) % n, number: null, step: "", panel: "", first: 0 });
  show();
  again();
}

function number(step) {
  const n = screen().numbers.length;
  if (!n) return;
  state.number = state.number === null ? (step > 0 ? 0 : n - 1) : (state.number + step + n) % n;
  show();
}

function walk(step) {
  state.panel = "";
  state.step = step ?? (STEPS[STEPS.indexOf(state.step) + 1] || "");
  halt();
  show();
}

function open(name) {
  state.panel = state.panel === name ? "" : name;
  halt();
  show();
}

function again() {
  clearTimeout(state.timer);
  if (state.running) state.timer = setTimeout(() => go(1), (seconds || 20) * 1000);
}

function halt() {
  state.running = false;
  clearTimeout(state.timer);
  tell();
}

function turn() {
  state.running = !state.running;
  again();
  tell();
}

function back() {
  if (state.panel || state.step || state.number !== null) {
    Object.assign(state, { panel: "", step: "", number: null });
    return show();
  }
  if (document.fullscreenElement) return document.exitFullscreen();
  location.href = deck.back;
}

function full() {
  document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
}

function theme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "day" ? "night" : "day";
  query.set("theme", root.dataset.theme);
  show();
}

const KEYS = {
  ArrowRight: () => go(1), PageDown: () => go(1), ArrowLeft: () => go(-1), PageUp: () => go(-1),
  ArrowDown: () => number(1), ArrowUp: () => number(-1), " ": turn, Escape: back,
  w: () => walk(), s: () => walk(state.step === "sentence" ? "" : "sentence"),
  1: () => walk("parts"), 2: () => walk("sentence"), 3: () => walk("before"),
  q: () => open("qr"), n: () => open("note"), h: () => open("keys"), "?": () => open("keys"), f: full, t: theme,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A touch or the mouse means that somebody wants to look or to speak: the screens stand still, and the buttons appear.
let quiet = 0;
function stir(event) {
  if (event.type !== "pointermove" || event.movementX || event.movementY) {
    if (state.running) halt();
    document.body.dataset.stirred = "yes";
    clearTimeout(quiet);
    quiet = setTimeout(() => delete document.body.dataset.stirred, 4000);
  }
}
addEventListener("pointermove", stir);
addEventListener("pointerdown", stir);

at("chart").addEventListener("click", (event) => {
  const inside = at("chart")._fullLayout;
  const range = inside?.yaxis?.range;
  if (!range || range[0] < range[1]) return;
  const y = event.clientY - at("chart").getBoundingClientRect().top - inside._size.t;
  const row = Math.round(range[1] + (y / inside._size.h) * (range[0] - range[1]));
  const found = screen().numbers.findIndex((one) => one.row === row);
  if (found >= 0) {
    state.number = found;
    walk("parts");
  }
});
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => {
    button.blur();
    KEYS[button.dataset.key]();
  });
}
addEventListener("resize", show);

state.screen = Math.min(Math.max(Number(location.hash.slice(1)) - 1 || 0, 0), deck.screens.length - 1);
if (deck.screens.length) {
  state.running = seconds > 0;
  show();
  again();
}
document.body.dataset.ready = "yes";
