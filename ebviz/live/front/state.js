// What sliders change and pictures follow: only the latest value is drawn, once a frame.

export class State {
  constructor(values) {
    this.values = { ...values }; // where the sliders are
    this.shown = this.values; // what the pictures show
    this.answered = (wanted) => wanted; // in a notebook: what the kernel has answered, of what is wanted
    this.drawers = [];
    this.waiting = false;
  }

  get(name) {
    return this.shown[name];
  }

  set(changes) {
    Object.assign(this.values, changes);
    this.changed();
  }

  /** Have a function called whenever something has changed, and once before that. */
  follow(draw) {
    this.drawers.push(draw);
    this.changed();
  }

  changed() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  draw() {
    this.shown = this.answered(this.values);
    for (const draw of this.drawers) draw();
  }
}
