// The audio element, and what a person may turn: speed, a volume a side, mono, skipping silence,
// a loop. The pitch stays as it is at every speed (the browser sees to that).

export class Sound {
  constructor(audio, channels) {
    Object.assign(this, { audio, channels, loop: null, silences: [], skips: false });
    this.volumes = [1, 1];
    this.mono = false;
    audio.preservesPitch = true;
  }

  /** Play or pause; the first time builds what splits the sides, as browsers want a gesture first. */
  async toggle() {
    this.#wire();
    if (this.audio.paused) await this.audio.play();
    else this.audio.pause();
  }

  seek(second) {
    const end = Number.isFinite(this.audio.duration) ? this.audio.duration : Infinity;
    this.audio.currentTime = Math.min(Math.max(0, second), end);
  }

  set speed(times) {
    this.audio.playbackRate = times;
  }

  setVolume(channel, volume) {
    this.volumes[channel] = volume;
    this.#turn();
  }

  setMono(mono) {
    this.mono = mono;
    this.#turn();
  }

  /** Called as time goes by: back to the start of a loop, over what is silent. */
  step() {
    const now = this.audio.currentTime;
    if (this.loop && now >= this.loop.to) this.seek(this.loop.from);
    if (!this.skips || this.audio.paused) return;
    const silence = this.silences.find(([from, to]) => now >= from + 0.3 && now < to - 0.4);
    if (silence) this.seek(silence[1] - 0.3);
  }

  #wire() {
    if (this.context) {
      this.context.resume();
      return;
    }
    this.context = new AudioContext();
    const source = this.context.createMediaElementSource(this.audio);
    if (this.channels !== 2) {
      this.gains = [[this.context.createGain()]];
      source.connect(this.gains[0][0]).connect(this.context.destination);
    } else {
      const split = this.context.createChannelSplitter(2);
      const merge = this.context.createChannelMerger(2);
      source.connect(split);
      // A gain from each side of the call to each ear.
      this.gains = [0, 1].map((side) =>
        [0, 1].map((ear) => {
          const gain = this.context.createGain();
          split.connect(gain, side);
          gain.connect(merge, 0, ear);
          return gain;
        }),
      );
      merge.connect(this.context.destination);
    }
    this.#turn();
  }

  #turn() {
    this.gains?.forEach((ears, side) =>
      ears.forEach((gain, ear) => {
        const heard = this.channels !== 2 || this.mono || side === ear;
        gain.gain.value = heard ? this.volumes[side] : 0;
      }),
    );
  }
}
