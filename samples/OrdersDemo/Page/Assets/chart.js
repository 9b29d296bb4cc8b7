// A small line chart on a canvas, the newest value at the right.
export function draw(canvas, length, unit, lines) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);

  const top = roundUp(Math.max(1, ...lines.flatMap(line => line.values.map(value => value ?? 0))));
  const x = (index, count) => width - 1 - (count - 1 - index) * (width / (length - 1));
  const y = value => height - 2 - (value / top) * (height - 16);

  context.strokeStyle = color("--line");
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(width, y(0));
  context.moveTo(0, y(top));
  context.lineTo(width, y(top));
  context.stroke();
  context.fillStyle = color("--soft");
  context.font = "11px system-ui, sans-serif";
  context.fillText(`${top.toLocaleString("en")} ${unit}`, 0, 10);

  for (const line of lines) {
    context.strokeStyle = context.fillStyle = color(line.color);
    context.lineWidth = line.fill ? 2 : 1.25;
    for (const run of runs(line.values)) {
      context.beginPath();
      run.forEach(([index, value]) => context.lineTo(x(index, line.values.length), y(value)));
      context.stroke();
      if (run.length === 1) context.fillRect(x(run[0][0], line.values.length) - 1.5, y(run[0][1]) - 1.5, 3, 3);
      if (!line.fill) continue;
      context.lineTo(x(run.at(-1)[0], line.values.length), y(0));
      context.lineTo(x(run[0][0], line.values.length), y(0));
      context.globalAlpha = 0.14;
      context.fill();
      context.globalAlpha = 1;
    }
  }
}

// The stretches without gaps.
function runs(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index === 0 || values[index - 1] === null) found.push([]);
    found.at(-1).push([index, value]);
  });
  return found;
}

function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}
