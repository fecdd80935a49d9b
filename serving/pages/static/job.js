// A running job shown as it goes on. Without this file the page loads itself anew every few seconds.
(function () {
  "use strict";
  var live = document.querySelector("[data-follow]");
  if (!live) { return; }
  function anew() { window.location.reload(); }
  if (!window.EventSource) { window.setTimeout(anew, 3000); return; }

  function put(name, text) {
    var place = live.querySelector("[data-show=" + name + "]");
    if (place && place.textContent !== text) { place.textContent = text; }
  }

  var source = new window.EventSource(live.getAttribute("data-follow"));
  // Something between may hold events back: then load the page anew, as without a script.
  var nothingCame = window.setTimeout(function () { source.close(); anew(); }, 10000);
  source.addEventListener("progress", function (event) {
    var told = JSON.parse(event.data), bar = live.querySelector("progress");
    window.clearTimeout(nothingCame);
    put("mark", told.mark);
    put("state", told.state);
    put("step", told.step);
    put("count", told.count);
    if (told.percent === null) { bar.removeAttribute("value"); } else { bar.value = told.percent; }
  });
  source.addEventListener("end", function () { source.close(); anew(); });
  source.addEventListener("error", function () {
    if (source.readyState === window.EventSource.CLOSED) { window.setTimeout(anew, 3000); }
  });
})();
