// A waveform a channel, drawn from audiowaveform's peaks: in its party's colour, with what is
// masked, who talks over whom, and where one is.

const HEADER_BYTES = 24;
const SPOKEN = 6; // of 127: below it nobody speaks (telephone noise lies at 1 to 3)
const LANE = 84; // CSS pixels
const BETWEEN = 14; // the strip between two lanes, for cross-talk

/** Peaks as {rate, channels, least, greatest}: a number of -128..127 a bucket, by channel. */
export function parsePeaks(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER_BYTES || view.getInt32(0, true) !== 2) throw new Error("no peaks");
  const [rate, bucket, buckets, channels] = [8, 12, 16, 20].map((at) => view.getInt32(at, true));
  const data = new Int8Array(buffer, HEADER_BYTES);
  return { perSecond: rate / bucket, buckets, channels, data };
}

/** The loudest of a channel's buckets from..to (exclusive), as [least, greatest]. */
function extent(peaks, channel, from, to) {
  let least = 0;
  let greatest = 0;
  for (let bucket = from; bucket < to; bucket += 1) {
    const at = (bucket * peaks.channels + channel) * 2;
    if (peaks.data[at] < least) least = peaks.data[at];
    if (peaks.data[at + 1] > greatest) greatest = peaks.data[at + 1];
  }
  return [least, greatest];
}

function speaks(peaks, channel, bucket) {
  const at = (bucket * peaks.channels + channel) * 2;
  return Math.max(-peaks.data[at], peaks.data[at + 1]) >= SPOKEN;
}

/** Stretches in which nobody speaks for `least` seconds or more, as [from, to] in seconds. */
export function silences(peaks, least = 1.5) {
  const found = [];
  let from = 0;
  for (let bucket = 0; bucket <= peaks.buckets; bucket += 1) {
    let loud = bucket === peaks.buckets;
    for (let channel = 0; !loud && channel < peaks.channels; channel += 1) {
      loud = speaks(peaks, channel, bucket);
    }
    if (!loud) continue;
    if ((bucket - from) / peaks.perSecond >= least) {
      found.push([from / peaks.perSecond, bucket / peaks.perSecond]);
    }
    from = bucket + 1;
  }
  return found;
}

export class Wave {
  /** `parties` and `masks` as the page's data tells them; `seconds` is the length of the call. */
  constructor(canvas, { parties, masks, seconds }) {
    Object.assign(this, { canvas, parties, masks, seconds, peaks: null });
    this.zoom = 1;
    this.from = 0;
    this.at = 0;
    this.chosen = null; // [from, to] in seconds, and the channel or null for all
    this.marks = [];
    this.bookmarks = [];
    new ResizeObserver(() => this.draw()).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Takes the peaks; the loudest of what is not masked fills a lane. */
  setPeaks(peaks) {
    this.peaks = peaks;
    const spoken = [];
    for (let channel = 0; channel < peaks.channels; channel += 1) {
      for (let bucket = 0; bucket < peaks.buckets; bucket += 1) {
        if (this.#isMasked(channel, bucket)) continue;
        const [least, greatest] = extent(peaks, channel, bucket, bucket + 1);
        spoken.push(Math.max(-least, greatest));
      }
    }
    spoken.sort((a, b) => a - b);
    // One click must not make a whisper of the rest.
    this.loudest = Math.max(16, spoken[Math.floor(spoken.length * 0.998)] ?? 0);
    this.draw();
  }

  #isMasked(channel, bucket) {
    const at = (bucket / this.peaks.perSecond) * 1000;
    return this.masks.some((mask) => mask.channel === channel && mask.start_ms <= at && at < mask.end_ms);
  }

  get shown() {
    return this.seconds / this.zoom;
  }

  get height() {
    return this.parties.length * LANE + (this.parties.length - 1) * BETWEEN + 18;
  }

  /** The second of the call under a horizontal place of the canvas. */
  secondAt(x) {
    return Math.min(this.seconds, Math.max(0, this.from + (x / this.width) * this.shown));
  }

  channelAt(y) {
    return Math.min(this.parties.length - 1, Math.max(0, Math.floor(y / (LANE + BETWEEN))));
  }

  zoomTo(zoom, around = this.at) {
    const share = (around - this.from) / this.shown;
    this.zoom = Math.min(Math.max(1, zoom), Math.max(1, this.seconds / 5));
    this.show(around - share * this.shown);
  }

  show(from) {
    this.from = Math.min(Math.max(0, from), Math.max(0, this.seconds - this.shown));
    this.draw();
  }

  /** Moves the play head, and the view after it. */
  moveTo(second, follow) {
    this.at = second;
    if (follow && (second < this.from || second > this.from + this.shown * 0.95)) {
      this.show(second - this.shown * 0.1);
    } else {
      this.draw();
    }
  }

  draw() {
    const { canvas } = this;
    const box = getComputedStyle(canvas.parentElement);
    const padding = parseFloat(box.paddingLeft) + parseFloat(box.paddingRight);
    this.width = Math.max(100, canvas.parentElement.clientWidth - padding);
    const dots = window.devicePixelRatio || 1;
    canvas.width = Math.round(this.width * dots);
    canvas.height = Math.round(this.height * dots);
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${this.height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(dots, dots);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    const x = (second) => ((second - this.from) / this.shown) * this.width;
    this.parties.forEach((party, channel) => {
      const top = channel * (LANE + BETWEEN);
      this.#lane(pen, channel, top, colour(party === "customer" ? "--customer" : "--agent"));
      this.#masked(pen, channel, top, x, colour);
      this.#marked(pen, channel, top, x, colour);
    });
    if (this.peaks && this.peaks.channels > 1) this.#crossTalk(pen, x, colour("--warn"));
    this.#times(pen, x, colour("--ink-soft"), colour("--line"));
    this.#bookmarked(pen, x, colour("--accent"));
    pen.fillStyle = colour("--ink");
    pen.fillRect(x(this.at) - 1, 0, 2, this.height - 14);
  }

  #lane(pen, channel, top, colour) {
    const middle = top + LANE / 2;
    pen.fillStyle = colour;
    pen.globalAlpha = 0.35;
    pen.fillRect(0, middle, this.width, 1);
    pen.globalAlpha = 1;
    if (!this.peaks) return;
    const per = (this.shown * this.peaks.perSecond) / this.width;
    const first = this.from * this.peaks.perSecond;
    for (let column = 0; column < this.width; column += 1) {
      const from = Math.floor(first + column * per);
      const to = Math.min(this.peaks.buckets, Math.max(from + 1, Math.floor(first + (column + 1) * per)));
      const [least, greatest] = extent(this.peaks, Math.min(channel, this.peaks.channels - 1), from, to);
      const up = Math.min(1, greatest / this.loudest) * (LANE / 2);
      const down = Math.min(1, -least / this.loudest) * (LANE / 2);
      pen.fillRect(column, middle - up, 1, Math.max(1, up + down));
    }
  }

  #masked(pen, channel, top, x, colour) {
    pen.font = "600 11px system-ui, sans-serif";
    for (const mask of this.masks) {
      if (mask.channel !== channel) continue;
      const left = x(mask.start_ms / 1000);
      const wide = Math.max(2, x(mask.end_ms / 1000) - left);
      if (left > this.width || left + wide < 0) continue;
      pen.fillStyle = colour("--mask-soft");
      pen.globalAlpha = 0.82;
      pen.fillRect(left, top, wide, LANE);
      pen.globalAlpha = 1;
      pen.save();
      pen.beginPath();
      pen.rect(left, top, wide, LANE);
      pen.clip();
      pen.strokeStyle = colour("--mask");
      pen.globalAlpha = 0.35;
      for (let stripe = left - LANE; stripe < left + wide; stripe += 7) {
        pen.beginPath();
        pen.moveTo(stripe, top + LANE);
        pen.lineTo(stripe + LANE, top);
        pen.stroke();
      }
      pen.globalAlpha = 1;
      pen.fillStyle = colour("--mask");
      if (wide > 24) pen.fillText(mask.label, Math.max(left, 0) + 4, top + 13);
      pen.restore();
      pen.fillStyle = colour("--mask");
      pen.fillRect(left, top, wide, 2);
      pen.fillRect(left, top + LANE - 2, wide, 2);
    }
  }

  #marked(pen, channel, top, x, colour) {
    const stretch = (from, to, edge) => {
      pen.fillStyle = edge;
      pen.globalAlpha = 0.2;
      pen.fillRect(x(from), top, Math.max(2, x(to) - x(from)), LANE);
      pen.globalAlpha = 1;
      pen.strokeStyle = edge;
      pen.lineWidth = 2;
      pen.strokeRect(x(from), top + 1, Math.max(2, x(to) - x(from)), LANE - 2);
      pen.lineWidth = 1;
    };
    for (const mark of this.marks) {
      if (mark.channel === channel) stretch(mark.start_ms / 1000, mark.end_ms / 1000, colour("--bad"));
    }
    if (this.chosen && (this.chosen.channel === null || this.chosen.channel === channel)) {
      stretch(this.chosen.from, this.chosen.to, colour("--accent"));
    }
  }

  #crossTalk(pen, x, colour) {
    pen.fillStyle = colour;
    const { peaks } = this;
    const first = Math.floor(this.from * peaks.perSecond);
    const last = Math.min(peaks.buckets, Math.ceil((this.from + this.shown) * peaks.perSecond));
    const wide = Math.max(1, x(1 / peaks.perSecond) - x(0));
    for (let bucket = first; bucket < last; bucket += 1) {
      const both = speaks(peaks, 0, bucket) && speaks(peaks, 1, bucket);
      if (both && !this.#isMasked(0, bucket) && !this.#isMasked(1, bucket)) {
        pen.fillRect(x(bucket / peaks.perSecond), LANE + 5, wide, 4);
      }
    }
  }

  #times(pen, x, ink, line) {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
    const step = steps.find((each) => x(each) - x(0) >= 70) ?? 7200;
    pen.font = "11px system-ui, sans-serif";
    for (let at = Math.ceil(this.from / step) * step; at <= this.from + this.shown; at += step) {
      pen.fillStyle = line;
      pen.fillRect(x(at), this.height - 16, 1, 4);
      pen.fillStyle = ink;
      pen.fillText(clock(at), Math.min(x(at) + 3, this.width - 34), this.height - 4);
    }
  }

  #bookmarked(pen, x, colour) {
    pen.fillStyle = colour;
    for (const bookmark of this.bookmarks) {
      const at = x(bookmark.at_ms / 1000);
      pen.beginPath();
      pen.moveTo(at - 5, 0);
      pen.lineTo(at + 5, 0);
      pen.lineTo(at + 5, 12);
      pen.lineTo(at, 8);
      pen.lineTo(at - 5, 12);
      pen.fill();
    }
  }
}

/** Seconds as "1:23". */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
