() => {
  // What a reader would call broken, as a list of sentences; empty when all is well.
  const found = [];
  const said = (node) => (node.textContent || "").trim().slice(0, 40);
  const box = (node) => node.getBoundingClientRect();
  const SLACK = 2; // pixels that rounding may cost

  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    const frame = box(plot);
    if (!frame.width || !frame.height) continue;
    const texts = [...plot.querySelectorAll("text")]
      .filter((node) => said(node) && !node.closest(".hoverlayer") && box(node).width && getComputedStyle(node).opacity !== "0")
      .map((node) => ({ words: said(node), ...inner(box(node)), window: clip(node), isScrolled: node.closest(".heatmap-label") && (box(node).top >= frame.bottom || box(node).bottom <= frame.top) }))
      .filter((one) => !one.isScrolled && (!one.window || (one.bottom > one.window.top && one.top < one.window.bottom))); // else out of sight on purpose
    for (const one of texts) {
      if (one.left < frame.left - SLACK || one.right > frame.right + SLACK || one.top < frame.top - SLACK || one.bottom > frame.bottom + SLACK)
        found.push(`outside the chart: ${one.words}`);
    }
    texts.forEach((one, place) => {
      for (const other of texts.slice(place + 1)) {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > SLACK && high > SLACK) found.push(`covered: ${one.words} | ${other.words}`);
      }
    });
  }

  // What of a chart's inside is let through, in pixels of the screen; null where nothing is held back.
  function clip(node) {
    const held = node.closest("[clip-path]");
    const hole = held && document.getElementById(held.getAttribute("clip-path").match(/#([^"')]+)/)?.[1])?.querySelector("rect");
    if (!hole) return null;
    const { f, d } = held.getScreenCTM();
    const top = f + d * Number(hole.getAttribute("y") || 0);
    return { top, bottom: top + d * Number(hole.getAttribute("height")) };
  }

  // The letters themselves: a line box is higher than what is written in it.
  function inner({ left, right, top, bottom }) {
    const air = (bottom - top) * 0.15;
    return { left, right, top: top + air, bottom: bottom - air };
  }

  const main = document.querySelector("[data-testid=stMain]") || document.documentElement;
  for (const wide of [document.documentElement, main])
    if (wide.scrollWidth > wide.clientWidth + 1) found.push(`the page scrolls sideways: ${wide.scrollWidth} > ${wide.clientWidth}`);

  for (const node of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !box(node).width || node.closest("[title], [aria-hidden=true], script, style")) continue;
    const style = getComputedStyle(node);
    if (style.visibility === "hidden" || box(node).width < 3) continue; // for screen readers alone
    if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 3) found.push(`cut: ${said(node)}`);
  }
  if (document.querySelector("[data-testid=stException], [data-testid=stAlert]")) found.push("an error is shown");
  return found;
}
