// What the map page does. Every text from outside goes through textContent, never into HTML.
"use strict";
window.sitesel = (() => {
  const told = () => JSON.parse(document.getElementById("sitesel-told").textContent);
  const layers = new Map();
  let words, details, map, working;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const row = (cells, name = "td") => element("tr", {}, ...cells.map((cell) =>
    cell instanceof Node ? element(name, {}, cell) : element(name, {}, String(cell))));

  const bar = (share) => {
    const inner = element("span", {class: "bar-part"});
    inner.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
    return element("span", {class: "bar", "aria-hidden": "true"}, inner);
  };

  const about = (id) => {
    const one = details[id];
    const box = element("div", {class: "about"});
    box.append(element("h3", {}, one.rank ? `${one.rank} · ${one.title}` : one.title));
    if (one.title !== id) box.append(element("p", {class: "soft"}, id));
    box.append(element("p", {class: `disposition ${one.disposition}`}, one.says));
    if (one.contributions?.length) {
      const body = element("tbody");
      for (const c of one.contributions) {
        body.append(row([c.label, c.found, c.share, bar(c.part)]));
      }
      box.append(element("table", {},
        element("thead", {}, row([words.criterion, words.found, words.share, ""], "th")), body));
    }
    if (one.reasons?.length) {
      box.append(element("ul", {class: "reasons"}, ...one.reasons.map((r) => element("li", {}, r))));
    }
    if (one.rules?.length) {
      box.append(element("h4", {}, one.rules_title),
        element("ul", {class: "reasons rules"}, ...one.rules.map((r) => element("li", {}, r))));
    }
    if (one.ways?.length) {
      box.append(element("h4", {}, one.ways_title), element("table", {class: "ways"},
        element("tbody", {}, ...one.ways.map(([kind, time, far, who]) =>
          row([who ? element("span", {}, kind, element("span", {class: "soft"}, ` ${who}`)) : kind, time, far])))));
    }
    if (one.drawn?.length) {
      const whole = element("button", {type: "button"}, words.whole);
      whole.addEventListener("click", () => {
        map.closePopup();
        const legend = document.getElementById("sitesel-legend");
        map.fitBounds(working.getBounds(), {
          paddingTopLeft: [24, 24], paddingBottomRight: [legend.open ? 280 : 24, 24],
        });
      });
      const clear = element("button", {type: "button"}, words.clear);
      clear.addEventListener("click", () => working.clearLayers());
      box.append(element("p", {class: "buttons"}, whole, clear));
    }
    if (one.facts?.length) {
      box.append(element("table", {class: "facts"},
        element("tbody", {}, ...one.facts.map(([label, value]) => row([label, value])))));
    }
    return box;
  };

  // as wide as reads well, and never wider than a phone
  const popup = () => ({
    maxWidth: Math.min(380, window.innerWidth - 125), minWidth: Math.min(220, window.innerWidth - 140),
    maxHeight: Math.min(360, window.innerHeight * 0.42), autoPanPaddingTopLeft: [12, 12],
    autoPanPaddingBottomRight: [58, 12],
  });

  // what an answer rests on is drawn for one parcel at a time: all at once would hide each other
  const draw = (id) => {
    working.clearLayers();
    const features = details[id]?.drawn;
    if (!features?.length) return;
    L.geoJSON({type: "FeatureCollection", features}, {
      style: (feature) => feature.properties.style,
      onEachFeature: (feature, layer) =>
        layer.bindTooltip(() => element("span", {}, feature.properties.title), {sticky: true}),
    }).eachLayer((layer) => working.addLayer(layer));
  };

  const remember = (id, layer) => layers.set(id, layer);

  const parcel = (feature, layer) => {
    const {id} = feature.properties;
    remember(id, layer);
    layer.bindPopup(() => about(id), popup());
    layer.on("popupopen", () => draw(id));
    layer.bindTooltip(() => element("span", {}, details[id]?.title ?? id), {sticky: true});
  };

  const named = (feature, layer) => {
    const {title, kind, source} = feature.properties;
    if (!title && !kind) return;
    const lines = [title, kind, source].filter(Boolean);
    const box = element("div", {class: "about"}, element("h3", {}, lines[0]),
      ...lines.slice(1).map((line) => element("p", {class: "soft"}, line)));
    layer.bindPopup(() => box.cloneNode(true));
    layer.bindTooltip(() => element("span", {}, lines.slice(0, 2).join(" · ")));
    if (feature.geometry?.type === "Point" && title) remember(`facility:${title}`, layer);
  };

  const rank = (feature, place) => L.marker(place, {
    icon: L.divIcon({
      className: "rank-icon",
      html: element("span", {class: "rank"}, String(feature.properties.rank)),
      iconSize: [26, 26],
    }),
    title: details[feature.properties.id]?.title ?? "",
    alt: `${feature.properties.rank}. ${details[feature.properties.id]?.title ?? ""}`,
    keyboard: true,
    zIndexOffset: 1000,
  }).bindPopup(() => about(feature.properties.id), popup())
    .on("popupopen", () => draw(feature.properties.id));

  const facility = (feature, place) => {
    const dot = element("span", {class: "facility"}, feature.properties.sign);
    dot.style.backgroundColor = feature.properties.colour;
    return L.marker(place, {
      icon: L.divIcon({className: "facility-icon", html: dot, iconSize: [20, 20]}),
      title: feature.properties.title || feature.properties.kind,
      keyboard: false,
    });
  };

  const show = (id) => {
    const layer = layers.get(id);
    if (!layer) return;
    const bounds = layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]);
    map.fitBounds(bounds, {maxZoom: 15, animate: false});
    if (!map.hasLayer(layer)) return;
    layer.openPopup(bounds.getCenter());
  };

  const search = (text) => {
    const list = document.getElementById("sitesel-found");
    list.replaceChildren();
    const wanted = text.trim().toLowerCase();
    if (!wanted) return;
    const known = [...layers.keys()].map((id) => ({
      id,
      title: details[id]?.title ?? id.replace(/^facility:/, ""),
      keys: [id, details[id]?.title, details[id]?.keys].join(" ").toLowerCase(),
    }));
    const found = known.filter((one) => one.keys.includes(wanted)).slice(0, 12);
    if (!found.length) list.append(element("li", {class: "soft"}, words.nothing));
    for (const one of found) {
      const button = element("button", {type: "button"}, one.title);
      button.addEventListener("click", () => show(one.id));
      list.append(element("li", {}, button));
    }
  };

  const start = (leafletMap) => {
    map = leafletMap;
    working = L.featureGroup().addTo(map);
    map.attributionControl?.setPrefix(false);
    L.control.scale({imperial: false}).addTo(map);
    const wanted = document.getElementById("sitesel-search");
    wanted.addEventListener("input", () => search(wanted.value));
    wanted.addEventListener("keydown", (event) => {
      if (event.key === "Enter") document.querySelector("#sitesel-found button")?.click();
    });
    document.querySelector(".leaflet-control-layers-toggle")?.setAttribute("title", words.layers);
    for (const [direction, name] of [["in", words.closer], ["out", words.farther]]) {
      const button = document.querySelector(`.leaflet-control-zoom-${direction}`);
      button?.setAttribute("title", name);
      button?.setAttribute("aria-label", name);
    }
    const legend = document.getElementById("sitesel-legend");
    if (window.innerWidth < 1000) legend.open = false;
    document.body.classList.toggle("no-land", !words.land);
    for (const button of document.querySelectorAll("[data-parcel]")) {
      button.addEventListener("click", () => show(button.dataset.parcel));
    }
    const panel = document.getElementById("sitesel-panel");
    const toggle = document.getElementById("sitesel-toggle");
    toggle.addEventListener("click", () => {
      const shut = panel.classList.toggle("shut");
      toggle.setAttribute("aria-expanded", String(!shut));
      setTimeout(() => map.invalidateSize(), 0);
    });
    const far = () => map.getContainer().classList.toggle("far", map.getZoom() < 12);
    map.on("zoomend", far);
    const box = map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", words.map);
    map.invalidateSize();
    if (words.bounds) map.fitBounds(words.bounds, {
      // beside the legend, not under it
      paddingTopLeft: [36, 36], paddingBottomRight: [legend.open ? 280 : 36, 36],
      maxZoom: 16, animate: false,
    });
    far();
  };

  // inside another page, that page has the title, the notice and the counts
  if (window.self !== window.top) document.documentElement.classList.add("embedded");
  document.addEventListener("DOMContentLoaded", () => ({words, details} = told()), {once: true});
  return {
    ready() { if (!details) ({words, details} = told()); },
    parcel, named, rank, facility, start,
  };
})();
