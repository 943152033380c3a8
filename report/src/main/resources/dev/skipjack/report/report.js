"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const epochs = data.epochFigures;
  const last = epochs[epochs.length - 1];
  const tested = data.testName;

  // Elements; text is only ever text.

  function el(tag, attributes, ...children) {
    const svg = ["svg", "path", "circle"].includes(tag);
    const element = svg
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null && value !== false) {
        element.setAttribute(name, value === true ? "" : value);
      }
    }
    return fill(element, children);
  }

  function fill(element, children) {
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  // Numbers; null is what is not known.

  const NONE = "–";
  const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const known = (value) => value !== null && value !== undefined && value >= 0;
  const count = (value) => (known(value) ? grouped.format(value) : NONE);
  const percent = (value, digits = 2) => (value === null || value === undefined ? NONE : (100 * value).toFixed(digits) + " %");

  function real(value) {
    if (value === null || value === undefined) return NONE;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
    return size >= 100 ? value.toFixed(1) : value.toPrecision(4);
  }

  function large(value) {
    if (!known(value)) return NONE;
    for (const [unit, name] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
      if (value >= unit) return (value / unit).toPrecision(3) + " " + name;
    }
    return String(value);
  }

  function bytes(value) {
    if (!known(value)) return NONE;
    for (const [unit, name] of [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) {
      if (value >= unit) return (value / unit).toPrecision(3) + " " + name;
    }
    return value + " B";
  }

  function duration(seconds) {
    if (!known(seconds)) return NONE;
    if (seconds < 60) return seconds.toPrecision(2) + " s";
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
  }

  const time = (instant) => new Date(instant).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
  const speed = (epoch) => epoch.images / epoch.seconds;
  const bar = (share, key) =>
    el("span", { class: "bar", "aria-hidden": "true" },
      el("span", { style: `width:${(100 * Math.min(1, share || 0)).toFixed(1)}%${key ? `;--key:var(${key})` : ""}` }));

  const noBar = () => el("span", { class: "bar", style: "visibility:hidden", "aria-hidden": "true" });

  // Which epoch is the best: by accuracy on what is evaluated on, else by loss.

  function best() {
    const measured = epochs.filter((epoch) => epoch.testAccuracy !== null);
    return measured.reduce((a, b) => (a && a.testAccuracy >= b.testAccuracy ? a : b), null);
  }

  // Head

  function head() {
    const done = last ? last.number : 0;
    const stopped = data.state === "finished" && data.reason;
    const state = stopped ? "stopped" : data.state;
    document.title = `${data.model}: ${state}, epoch ${done} of ${data.epochs}`;
    const begun = data.steps.length ? data.steps[data.steps.length - 1].step / data.stepsPerEpoch : 0;
    fill(document.getElementById("head"), [
      el("div", { class: "title" },
        el("h1", {}, data.model),
        el("span", { class: "pill " + state }, state),
        el("span", { class: "soft" }, `on ${data.data}`),
        data.state === "running" ? reload() : null),
      el("p", { class: "soft" },
        `Epoch ${count(done)} of ${count(data.epochs)} is over. Begun ${time(data.begun)}, this page was written ${time(data.written)}.`),
      data.reason ? el("p", { class: "reason " + state }, data.reason) : null,
      el("div", { class: "progress", role: "progressbar", "aria-label": "epochs", "aria-valuemin": 0, "aria-valuemax": data.epochs, "aria-valuenow": done },
        el("div", { style: `width:${(100 * Math.min(1, begun / data.epochs)).toFixed(1)}%` })),
      tiles(),
    ]);
  }

  function reload() {
    const box = el("input", { type: "checkbox" });
    let wanted = false;
    try { wanted = sessionStorage.getItem("reload") === "yes"; } catch (denied) { /* as if not wanted */ }
    box.checked = wanted;
    box.addEventListener("change", () => {
      try { sessionStorage.setItem("reload", box.checked ? "yes" : "no"); } catch (denied) { /* this page only */ }
    });
    setInterval(() => { if (box.checked && !document.hidden) location.reload(); }, 15000);
    return el("label", { class: "reload" }, box, " reload every 15 s");
  }

  function tiles() {
    const top = best();
    const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
    const left = last ? (seconds / epochs.length) * (data.epochs - last.number) : 0;
    const all = [
      top && [`best ${tested} accuracy`, percent(top.testAccuracy), `epoch ${top.number}`],
      last && last.testLoss !== null && [`${tested} loss`, real(last.testLoss), `accuracy ${percent(last.testAccuracy)}`],
      last && ["training loss", real(last.loss), `accuracy ${percent(last.accuracy)}`],
      last && ["images per second", count(speed(last)), last.waitShare === null ? "" : `${percent(last.waitShare, 1)} waiting`],
      last && ["time", duration(seconds), data.state === "running" && left > 0 ? `about ${duration(left)} to go` : `${duration(last.seconds)} per epoch`],
      ["parameters", large(data.architecture.parameters), data.architecture.frozen ? `${large(data.architecture.frozen)} frozen` : count(data.architecture.parameters)],
      known(data.architecture.multiplyAdds) && ["multiply-adds", large(data.architecture.multiplyAdds), `input ${data.architecture.input}`],
      known(data.architecture.trainingBytesPerImage) && ["memory an image", bytes(data.architecture.trainingBytesPerImage), "in training"],
    ];
    return el("dl", { class: "tiles" }, all.filter(Boolean).map(([name, value, more]) =>
      el("div", { class: "tile" }, el("dt", {}, name),
        el("dd", {}, el("div", { class: "value" }, value), el("div", { class: "more" }, more)))));
  }

  // Curves

  const TRAIN = "--train", TEST = "--test", THIRD = "--third";
  const colour = (key) => getComputedStyle(document.documentElement).getPropertyValue(key).trim();
  const byEpoch = (value) => epochs.map((epoch) => [epoch.number, value(epoch)]);
  const byStep = (value) => data.steps.map((point) => [point.step / data.stepsPerEpoch, value(point)]);
  const nanos = (point) => point.waitNanos + point.computeNanos;

  function series(name, key, points, more) {
    return { name, key, points: points.filter(([, y]) => y !== null && y !== undefined && Number.isFinite(y)), ...more };
  }

  const metricNames = () => [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.metrics)))];

  function curves() {
    const charts = [
      { name: "Loss", show: real, zero: true, series: [
        series("training, each step", TRAIN, byStep((p) => p.loss), { faint: true }),
        series("training", TRAIN, byEpoch((e) => e.loss)),
        series(tested, TEST, byEpoch((e) => e.testLoss))] },
      { name: "Accuracy", show: percent, series: [
        series("training", TRAIN, byEpoch((e) => e.accuracy)),
        series(tested, TEST, byEpoch((e) => e.testAccuracy))] },
      ...metrics(),
      { name: "Learning rate", show: real, zero: true, series: [series("learning rate", TRAIN, byStep((p) => p.learningRate))] },
      { name: "Images per second", show: count, zero: true, series: [
        series("each step", TRAIN, byStep((p) => (1e9 * p.images) / nanos(p)), { faint: true }),
        series("epoch", TRAIN, byEpoch(speed))] },
      { name: "Waiting for data", show: (v) => percent(v, 1), zero: true, most: (value) => Math.min(1, Math.max(0.1, Math.ceil(10 * value.max) / 10)), series: [
        series("share of a step's time", THIRD, byStep((p) => p.waitNanos / nanos(p)), { area: true })] },
      { name: "Norm of the gradient", show: real, log: true, series: [
        series("largest of the steps", TRAIN, byStep((p) => (p.gradientNorm > 0 ? p.gradientNorm : null)), { thin: true })] },
    ];
    const drawn = charts.filter((chart) => chart.series.some((s) => s.points.length));
    if (!drawn.length) {
      return section("curves", "Curves", el("p", { class: "note" }, "Nothing yet: the first epoch is not over."));
    }
    return section("curves", "Curves",
      el("p", { class: "note" }, "All by epoch. Pointing at one shows the others at the same place; the figures stand below as a table."),
      el("div", { class: "charts" }, drawn.map(chartFigure)),
      epochs.length ? el("details", {}, el("summary", {}, "The figures of each epoch, as a table"), scrolled("Figures of each epoch", figuresTable(), true)) : null);
  }

  // They are measured on what is evaluated on.
  function metrics() {
    return metricNames().map((name) => ({ name, show: real, series: [series(tested, TEST, byEpoch((epoch) => epoch.metrics[name]))] }));
  }

  const plots = [];

  function chartFigure(chart) {
    const ends = chart.series.filter((s) => s.points.length && !(s.faint && chart.series.length > 1));
    const latest = ends.map((s) => ({ s, value: chart.show(s.points[s.points.length - 1][1]) }));
    const plot = el("div", { class: "plot", role: "img",
      "aria-label": `${chart.name} by epoch. Last: ` + latest.map(({ s, value }) => `${s.name} ${value}`).join(", ") });
    plots.push({ chart, plot });
    return el("figure", { class: "chart" },
      el("figcaption", {}, chart.name,
        latest.map(({ s, value }) => el("span", { class: "last key", style: `--key:var(${s.key})` }, `${s.name} ${value}`))),
      plot);
  }

  function option(chart) {
    const ink = colour("--soft"), line = colour("--line"), card = colour("--card");
    const font = getComputedStyle(document.body).fontFamily;
    const axis = { axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink, fontSize: 11, hideOverlap: true }, splitLine: { lineStyle: { color: line, opacity: 0.6 } }, axisTick: { show: false } };
    return {
      animation: false,
      textStyle: { fontFamily: font },
      grid: { left: 6, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis", confine: true, backgroundColor: card, borderColor: line, textStyle: { color: colour("--ink"), fontSize: 12 },
        formatter: (items) => {
          const shown = el("div", {}, `epoch ${Number(items[0].axisValue.toFixed(2))}`);
          const seen = new Set();
          for (const item of items) {
            if (!seen.has(item.seriesName)) {
              seen.add(item.seriesName);
              shown.append(el("div", { class: "key", style: `--key:${item.color}` }, `${item.seriesName}: ${chart.show(item.value[1])}`));
            }
          }
          return shown;
        },
      },
      xAxis: { ...axis, type: "value", min: 0, max: Math.max(1, ...chart.series.flatMap((s) => s.points.map(([x]) => x))), minInterval: 1, splitLine: { show: false } },
      yAxis: { ...axis, type: chart.log ? "log" : "value", scale: !chart.zero, max: chart.most, axisLabel: { ...axis.axisLabel, formatter: (v) => chart.show(v).replace(/(\.\d*?)0+(?= |$)/, "$1").replace(/\.(?= |$)/, "") } },
      series: chart.series.map((s) => ({
        name: s.name, type: "line", data: s.points, color: colour(s.key),
        symbol: "circle", symbolSize: 5, showSymbol: !s.faint && !s.area && !s.thin && s.points.length < 40,
        lineStyle: { width: s.faint || s.thin ? 1 : 2.2, opacity: s.faint ? 0.4 : 1 },
        areaStyle: s.area ? { opacity: 0.15 } : undefined,
        emphasis: { disabled: true }, sampling: "lttb", z: s.faint ? 1 : 2,
      })),
    };
  }

  function draw() {
    for (const { chart, plot } of plots) {
      const drawn = echarts.getInstanceByDom(plot) || echarts.init(plot, null, { renderer: "svg" });
      drawn.setOption(option(chart), true);
      drawn.group = "curves";
    }
    echarts.connect("curves");
  }

  function figuresTable() {
    const names = metricNames();
    const top = best();
    const heads = ["epoch", "loss", "accuracy", `${tested} loss`, `${tested} accuracy`, ...names, "learning rate", "images/s", "waiting", "time"];
    return el("table", { class: "figures" },
      el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, epochs.map((e) => el("tr", { class: e === top ? "best" : null },
        el("th", { scope: "row" }, String(e.number)),
        [real(e.loss), percent(e.accuracy), real(e.testLoss), percent(e.testAccuracy), ...names.map((name) => real(e.metrics[name])),
          real(e.learningRate), count(speed(e)), percent(e.waitShare, 1), duration(e.seconds)].map((text) => el("td", {}, text))))));
  }

  // Confusion

  function confusion() {
    const { classes, matrix, confused, counted, epoch } = data.confusion;
    const total = classes.reduce((sum, c) => sum + c.labelled, 0);
    return section("confusion", "Confusion matrix",
      el("p", { class: "note" }, `The ${count(total)} ${tested} ${counted} after epoch ${epoch}. A row is what they are, a column what the network took them for; the deeper a colour, the larger the share of the row.`),
      el("div", { class: "two" },
        matrix ? scrolled("Confusion matrix", matrixTable(classes, matrix)) : el("p", { class: "note" }, `${classes.length} classes are too many to show as a matrix: see what is confused most.`),
        scrolled("Figures of each class", classTable(classes, counted), classes.length > 15)),
      el("h3", {}, "Confused most"),
      confused.length ? el("ul", { class: "pairs" }, confused.map((pair) =>
        el("li", {}, el("b", {}, count(pair.count)), el("span", {}, `${classes[pair.truth].name} taken for ${classes[pair.predicted].name}`))))
        : el("p", { class: "note" }, "Nothing."));
  }

  function matrixTable(classes, matrix) {
    return el("table", { class: "confusion" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "is ↓  taken for →"), classes.map((c) => el("th", { scope: "col", title: c.name }, el("span", {}, c.name))))),
      el("tbody", {}, matrix.map((row, truth) => {
        const sum = Math.max(1, row.reduce((a, b) => a + b, 0));
        return el("tr", {}, el("th", { scope: "row" }, classes[truth].name), row.map((cell, predicted) => {
          const share = cell / sum;
          const right = truth === predicted;
          const strength = cell === 0 ? 0 : right ? 0.08 + 0.87 * share : Math.min(0.95, 0.12 + 1.6 * share);
          return el("td", {
            class: cell === 0 ? "none" : strength > 0.55 ? "deep" : null,
            style: `--heat:var(${right ? "--right-rgb" : "--wrong-rgb"});--share:${strength.toFixed(3)}`,
            title: `${classes[truth].name} taken for ${classes[predicted].name}: ${count(cell)}, ${percent(share, 1)}`,
          }, cell === 0 ? "·" : count(cell));
        }));
      })));
  }

  function classTable(classes, counted) {
    const ratio = (a, b) => (b > 0 ? a / b : null);
    return el("table", { class: "figures" },
      el("thead", {}, el("tr", {}, el("th", { class: "text", scope: "col" }, "class"), [counted, "precision", "recall", "F1"].map((n) => el("th", { scope: "col" }, n)))),
      el("tbody", {}, classes.map((c) => {
        const f1 = ratio(2 * c.right, c.labelled + c.predicted);
        return el("tr", {}, el("th", { class: "text", scope: "row" }, c.name), el("td", {}, count(c.labelled)),
          el("td", {}, percent(ratio(c.right, c.predicted), 1)), el("td", {}, percent(ratio(c.right, c.labelled), 1)),
          el("td", {}, percent(f1, 1), bar(f1, "--train")));
      })));
  }

  // Pictures

  function picture(url, alt) {
    return el("img", { src: url, alt, decoding: "async", class: url.startsWith("data:image/png") ? "pixels" : null });
  }

  function mistakes() {
    const { of, all, wrong, worst } = data.mistakes;
    const seen = all ? `all ${count(of)}` : `the first ${count(of)}`;
    const text = wrong === 0
      ? `None of ${seen} ${tested} images was taken for something else.`
      : `Of ${seen} ${tested} images ${count(wrong)} were taken for something else. These got the least probability for what they are: look whether their labels are right.`;
    const guess = (name, probability, key, truth) => el("li", { class: truth ? "truth" : null, title: name },
      el("span", { class: "name" }, name), el("span", {}, percent(probability, probability < 0.01 ? 2 : 1)), bar(probability, key));
    return section("mistakes", "The worst mistakes", el("p", { class: "note" }, text),
      el("ul", { class: "pictures mistakes" }, worst.map((m) => el("li", { class: "mistake" },
        picture(m.picture, `${m.name || tested + " image " + m.number}: ${m.truth} taken for ${m.guesses[0].name}`),
        el("div", {}, el("div", { class: "which", title: m.name || null }, m.name ? m.name.split(/[/\\]/).pop() : `${tested} image ${count(m.number)}`),
          el("ol", {}, m.guesses.map((g) => guess(g.name, g.probability, "--test")), guess(m.truth, m.probability, "--good", true)))))));
  }

  function mapMistakes() {
    const { of, all, colours, worst } = data.mapMistakes;
    return section("mistakes", "The worst mistakes",
      el("p", { class: "note" }, `Of ${all ? "all" : "the first"} ${count(of)} ${tested} images those with the fewest pixels right: the image, what its pixels are, what they were taken for.`),
      el("p", { class: "legend" }, colours.map((c) => el("span", { class: "key", style: `--key:${c.colour}` }, c.name))),
      el("ul", { class: "pictures maps" }, worst.map((m) => el("li", {}, el("figure", {},
        el("div", { class: "triple" },
          picture(m.picture, `${tested} image ${m.number}`), picture(m.truth, `what its pixels are`), picture(m.prediction, `what they were taken for`)),
        el("figcaption", {}, `${tested} image ${count(m.number)}: ${percent(m.right, 1)} of its pixels right`))))));
  }

  function samples() {
    return section("samples", "What the network sees",
      el("p", { class: "note" }, `The first images of epoch ${data.samples.epoch} as they were given to the network, in colours again: prepared, augmented, mixed.`),
      el("ul", { class: "pictures samples" }, data.samples.images.map((s) => el("li", {}, el("figure", {},
        picture(s.picture, s.label ? `training image of ${s.label}` : "training image"), el("figcaption", { title: s.label }, s.label))))));
  }

  // Layers: rows as in a table, and beside them lines from where a layer reads, as logs of versions are drawn.

  const LANE = 14, ROW = 32;

  function lanes(layers) {
    const place = new Map(layers.map((layer, i) => [layer.name, i]));
    const reads = layers.map((layer) => layer.inputs.map((name) => place.get(name)).filter((i) => i !== undefined));
    const lastUse = layers.map(() => -1);
    reads.forEach((inputs, i) => inputs.forEach((from) => { lastUse[from] = Math.max(lastUse[from], i); }));
    const lane = [];
    const taken = []; // by lane: the layer whose line is in it
    const rows = layers.map((layer, i) => {
      const before = taken.slice();
      before.forEach((from, k) => { if (from !== undefined && lastUse[from] <= i) taken[k] = undefined; });
      let mine = 0;
      while (taken[mine] !== undefined) mine++;
      lane[i] = mine;
      const row = { mine, from: reads[i].map((r) => lane[r]), through: [], on: lastUse[i] > i };
      taken.forEach((from, k) => { if (from !== undefined) row.through.push(k); });
      if (row.on) taken[mine] = i;
      return row;
    });
    return { rows, width: LANE * (1 + Math.max(...lane)) + 4 };
  }

  function rowGraph(row, width) {
    const x = (k) => 9 + LANE * k;
    const middle = ROW / 2;
    const lines = row.through.map((k) => el("path", { d: `M${x(k)} 0V${ROW}` }));
    for (const k of row.from) {
      lines.push(el("path", { d: k === row.mine ? `M${x(k)} 0V${middle}` : `M${x(k)} 0C${x(k)} ${middle} ${x(row.mine)} 2 ${x(row.mine)} ${middle}` }));
    }
    if (row.on) lines.push(el("path", { d: `M${x(row.mine)} ${middle}V${ROW}` }));
    return el("svg", { width, height: ROW, "aria-hidden": "true" }, lines, el("circle", { cx: x(row.mine), cy: middle, r: 4.2 }));
  }

  function network() {
    const a = data.architecture;
    const whole = a.layers.some((layer) => layer.inputs.length);
    const priced = known(a.multiplyAdds);
    const layers = whole ? [{ name: "(input)", output: a.input, parameters: null, multiplyAdds: null, inputs: [] },
      ...a.layers] : a.layers;
    const graph = whole ? lanes(layers) : null;
    const most = (value) => Math.max(1, ...a.layers.map(value));
    const mostParameters = most((l) => l.parameters), mostWork = most((l) => l.multiplyAdds);
    const cell = (value, largest, key) => el("td", {}, value === null ? "" : count(value), value === null ? null : bar(value / largest, key));
    const heads = [whole ? el("th", {}, el("span", { class: "soft" }, "")) : null, el("th", { class: "text", scope: "col" }, "layer"),
      priced ? el("th", { class: "text", scope: "col" }, "output") : null, el("th", { scope: "col" }, "parameters"), priced ? el("th", { scope: "col" }, "multiply-adds") : null];
    const table = el("table", { class: "layers" },
      el("thead", {}, el("tr", {}, heads)),
      el("tbody", {}, layers.map((layer, i) => el("tr", {},
        whole ? el("td", { class: "graph" }, rowGraph(graph.rows[i], graph.width)) : null,
        el("th", { class: "text", scope: "row", title: layer.inputs.length ? `reads ${layer.inputs.join(", ")}` : null }, layer.name),
        priced ? el("td", { class: "text" }, layer.output) : null,
        cell(layer.parameters, mostParameters, "--train"),
        priced ? cell(layer.multiplyAdds, mostWork, "--test") : null)),
      el("tr", { class: "sum" }, whole ? el("td", { class: "graph" }) : null, el("th", { class: "text", scope: "row" }, "all"),
        priced ? el("td", {}) : null, el("td", {}, count(a.parameters), noBar()), priced ? el("td", {}, count(a.multiplyAdds), noBar()) : null)));
    const note = priced
      ? "Outputs are channels x height x width of one image, or features. Multiply-adds are those of one image, forward."
      : "Of this network only the parameters are known: the compiler's report does not lie beside its class.";
    return section("network", "Network", el("p", { class: "note" }, note + (whole ? " The lines lead from a layer to those that read it." : "")), scrolled("Layers", table));
  }

  function run() {
    const groups = [...new Set(data.facts.map((fact) => fact.group))];
    const code = new Set(["command", "JVM flags", "directory", "architecture"]);
    return section("run", "Run", groups.map((group) => [
      el("h3", {}, group),
      el("table", { class: "facts" }, el("tbody", {}, data.facts.filter((fact) => fact.group === group).map((fact) =>
        el("tr", {}, el("th", { scope: "row" }, fact.name), el("td", {}, code.has(fact.name) ? el("code", {}, fact.value) : fact.value || NONE)))))]));
  }

  // The page

  function section(id, title, ...content) {
    return { id, title, element: el("section", { id, "aria-labelledby": id + "-title" }, el("h2", { id: id + "-title" }, title), ...content) };
  }

  function scrolled(label, table, tall) {
    return el("div", { class: "scroll" + (tall ? " tall" : ""), role: "region", "aria-label": label, tabindex: 0 }, table);
  }

  head();
  const sections = [
    curves(),
    data.confusion && confusion(),
    data.mistakes && mistakes(),
    data.mapMistakes && mapMistakes(),
    data.samples && data.samples.images.length && samples(),
    network(),
    run(),
  ].filter(Boolean);
  document.getElementById("sections").append(el("ul", {}, sections.map(({ id, title }) => el("li", {}, el("a", { href: "#" + id }, title)))));
  document.getElementById("main").append(...sections.map(({ element }) => element));
  document.getElementById("foot").append(
    `Written by Skipjack. Curves are drawn by Apache ECharts ${echarts.version}, Apache License 2.0, which lies in this page; it asks no network.`);
  draw();
  addEventListener("resize", () => plots.forEach(({ plot }) => echarts.getInstanceByDom(plot).resize()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
