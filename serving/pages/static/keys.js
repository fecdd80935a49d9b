// Keys for who sits at a desk all day; every page works without this file. One letter each, never while typing.
//   j, k  next and previous case of the list        Enter or o  open it        x  tick it
//   n     take the next case                        1, 2, 3     confirmed, cleared, inconclusive
//   e     to the outcome form                       q           back to the queue
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll(".cases tbody tr")];
  const link = (row) => row && row.querySelector(".what a");
  const at = () => rows().findIndex((row) => row.contains(document.activeElement));
  const move = (step) => {
    const all = rows();
    const here = at();
    const there = link(all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)]);
    if (there) { there.focus(); there.scrollIntoView({ block: "nearest" }); }
  };
  const click = (found) => found && found.click();
  const choose = (result) => {
    const field = document.getElementById(`result-${result}`);
    if (field) { field.click(); field.focus(); field.scrollIntoView({ block: "nearest" }); }
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => click(link(rows()[at()])),
    x: () => click(rows()[at()] && rows()[at()].querySelector("input[type=checkbox]")),
    n: () => click(document.querySelector("button[accesskey=n]")),
    q: () => click(document.querySelector(".case .back a")),
    e: () => { const form = document.querySelector("form.outcome input.choice"); if (form) form.focus(); },
    1: () => choose("confirmed"),
    2: () => choose("cleared"),
    3: () => choose("inconclusive"),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
