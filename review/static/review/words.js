// The transcript in step with the audio: where one is, choosing words by mouse and keyboard.

export class Words {
  /** `onSeek` is told seconds; `onChoose` a choice {from, to, channel} or null. */
  constructor(root, { onSeek, onChoose }) {
    Object.assign(this, { root, onSeek, onChoose });
    this.words = [...root.querySelectorAll("[data-start]")];
    this.turns = [...root.querySelectorAll("[data-turn]")];
    this.starts = this.words.map((word) => Number(word.dataset.start) / 1000);
    this.cursor = -1;
    this.anchor = -1;
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("selectionchange", () => this.#selected());
  }

  /** Show which turn and word are heard at `second`; follow it unless somebody is choosing. */
  moveTo(second, follow) {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= second) low = middle + 1;
      else high = middle;
    }
    const word = this.words[low - 1];
    if (word === this.current) return;
    this.current?.classList.remove("now");
    this.current = word;
    word?.classList.add("now");
    const turn = word?.closest("[data-turn]");
    if (turn !== this.turn) {
      this.turn?.removeAttribute("aria-current");
      this.turn = turn;
      turn?.setAttribute("aria-current", "true");
      if (follow && turn) this.#intoView(turn);
    }
  }

  clear() {
    this.anchor = this.cursor;
    for (const word of this.words) word.classList.remove("chosen", "cursor");
    getSelection()?.removeAllRanges();
  }

  #intoView(turn) {
    const box = this.root.getBoundingClientRect();
    const at = turn.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) {
      this.root.scrollTop += at.top - box.top - box.height / 3;
    }
  }

  #clicked(event) {
    const word = event.target.closest("[data-start]");
    if (!word || !getSelection()?.isCollapsed) return;
    this.cursor = this.anchor = this.words.indexOf(word);
    this.onSeek(Number(word.dataset.start) / 1000);
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.target !== this.root) return;
    if (event.key === "Enter" && this.cursor >= 0) {
      this.onSeek(this.starts[this.cursor]);
      event.preventDefault();
      return;
    }
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.cursor < 0) this.cursor = Math.max(0, this.words.indexOf(this.current));
    else this.cursor = Math.min(this.words.length - 1, Math.max(0, this.cursor + step));
    if (!event.shiftKey) this.anchor = this.cursor;
    this.#choose(Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor));
    this.words[this.cursor].scrollIntoView({ block: "nearest" });
  }

  #selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !this.root.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const inside = this.words.flatMap((word, index) => (range.intersectsNode(word) ? [index] : []));
    if (inside.length) this.#choose(inside[0], inside.at(-1));
  }

  #choose(first, last) {
    this.words.forEach((word, index) => {
      word.classList.toggle("chosen", index >= first && index <= last);
      word.classList.toggle("cursor", index === this.cursor);
    });
    const words = this.words.slice(first, last + 1);
    const channels = new Set(words.map((word) => word.dataset.channel));
    this.onChoose({
      from: Math.min(...words.map((word) => Number(word.dataset.start))) / 1000,
      to: Math.max(...words.map((word) => Number(word.dataset.end))) / 1000,
      channel: channels.size === 1 ? Number([...channels][0]) : null,
      words: words.length,
    });
  }
}
