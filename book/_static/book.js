// Previews of what a link refers to, and a few repairs of the theme's frame. No library, no request to another host.

// ---- previews ---------------------------------------------------------------------------------------------------
// A reference to a term, an equation, a figure, a theorem or a citation shows its target on hover and on focus.
// On this page the target is copied, already typeset; from another page it is fetched once and typeset here.

const MATHJAX = new URL("vendor/mathjax/tex-chtml.js", document.currentScript.src);
const SHOWN = "dt, figure, div.math, div.admonition, div.citation, div.proof, div.cell, table";
const OPEN_AFTER = 250;
const CLOSE_AFTER = 200;
const pages = new Map();
let box, opener, timer;

function pageAt(address) {
  if (!pages.has(address)) {
    const page = fetch(address)
      .then(answer => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then(text => new DOMParser().parseFromString(text, "text/html"));
    pages.set(address, page);
  }
  return pages.get(address);
}

async function contentOf(link) {
  const target = new URL(link.href);
  const here = target.pathname === location.pathname;
  const page = here ? document : await pageAt(target.origin + target.pathname).catch(() => null);
  const element = page?.getElementById(decodeURIComponent(target.hash.slice(1)));
  const shown = element?.closest(SHOWN) ?? (element?.matches("span, a") ? element.nextElementSibling?.closest(SHOWN) : null);
  if (!shown) return null;
  const copies = shown.tagName === "DT" ? [shown, definitionOf(shown)] : [shown];
  const content = copies.filter(Boolean).map(part => document.importNode(part, true));
  for (const part of content) prepare(part, target);
  return { content, typeset: !here };
}

// several terms may share one definition
function definitionOf(term) {
  let next = term.nextElementSibling;
  while (next && next.tagName === "DT") next = next.nextElementSibling;
  return next;
}

function prepare(part, base) {
  for (const element of [part, ...part.querySelectorAll("[id]")]) element.removeAttribute("id");
  for (const image of part.querySelectorAll("img")) image.src = new URL(image.getAttribute("src"), base);
  for (const anchor of part.querySelectorAll("a[href]")) anchor.href = new URL(anchor.getAttribute("href"), base);
  for (const extra of part.querySelectorAll("script, button, .headerlink, .backrefs")) extra.remove();
}

async function open(link) {
  const found = await contentOf(link);
  if (!found || opener !== link) return;
  box ??= makeBox();
  box.replaceChildren(...found.content);
  box.hidden = false;
  if (found.typeset && box.querySelector(".math")) await typeset(box);
  place(link);
}

// a page without formulas of its own has MathJax's settings but not its script
async function typeset(element) {
  if (!document.querySelector("script[src*='vendor/mathjax/']")) {
    const script = document.createElement("script");
    script.src = MATHJAX;
    document.head.append(script);
    await new Promise(done => script.addEventListener("load", done));
  }
  await MathJax.startup.promise;
  await MathJax.typesetPromise([element]);
}

function makeBox() {
  const element = document.createElement("div");
  element.className = "preview bd-article";
  element.id = "preview";
  element.setAttribute("role", "tooltip");
  element.addEventListener("mouseenter", () => clearTimeout(timer));
  element.addEventListener("mouseleave", () => schedule(close, CLOSE_AFTER));
  document.body.append(element);
  return element;
}

function place(link) {
  const at = link.getBoundingClientRect();
  const margin = 12;
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - margin);
  const below = at.bottom + box.offsetHeight + margin < innerHeight || at.top < box.offsetHeight + margin;
  box.style.left = `${scrollX + Math.max(margin, left)}px`;
  box.style.top = `${scrollY + (below ? at.bottom + 6 : at.top - box.offsetHeight - 6)}px`;
}

function close() {
  clearTimeout(timer);
  opener = null;
  if (box) box.hidden = true;
}

function schedule(action, delay) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

function watch(link) {
  const start = () => schedule(() => { opener = link; open(link); }, OPEN_AFTER);
  link.addEventListener("mouseenter", start);
  link.addEventListener("focus", start);
  link.addEventListener("mouseleave", () => schedule(close, CLOSE_AFTER));
  link.addEventListener("blur", close);
}

// ---- repairs of the frame -----------------------------------------------------------------------------------------

// docutils calls the bibliography a list but also puts link targets into it
function repairLists() {
  for (const list of document.querySelectorAll(".citation-list")) list.removeAttribute("role");
}

// the theme's windows have no names
function nameDialogs() {
  const names = { "pst-search-dialog": "Search", "pst-primary-sidebar-modal": "Contents of the book", "pst-secondary-sidebar-modal": "On this page" };
  for (const [id, name] of Object.entries(names)) document.getElementById(id)?.setAttribute("aria-label", name);
}

// marks the section that is being read in the page's table of contents
function followReading() {
  const links = new Map();
  for (const link of document.querySelectorAll("#pst-page-toc-nav a")) links.set(link.hash.slice(1), link);
  const sections = [...links.keys()].map(id => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const current = sections.filter(section => section.getBoundingClientRect().top < innerHeight / 3).at(-1);
    for (const [id, link] of links) link.classList.toggle("active", id === current?.id);
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

// wide tables and formulas scroll inside themselves instead of widening the page, and the keyboard must reach them
function containWide() {
  for (const formula of document.querySelectorAll("mjx-container:not([display])")) {
    if (formula.offsetWidth > formula.closest("p, li, td, dd, div").clientWidth) formula.classList.add("wide");
  }
  for (const element of document.querySelectorAll("mjx-container[display='true'], mjx-container.wide, .map, .pst-scrollable-table-container")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  }
}

document.querySelectorAll(".bd-article a.reference.internal[href*='#']:not(.headerlink)").forEach(watch);
document.addEventListener("keydown", event => event.key === "Escape" && close());
repairLists();
nameDialogs();
followReading();
addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(containWide));
