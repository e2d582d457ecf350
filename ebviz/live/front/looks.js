// Dark, light and colourblind: colours as variables of CSS, colour maps as tables.

export const NAMES = { dark: "dark", light: "light", colourblind: "colour-blind" };

export class Looks {
  constructor(root, looks, state) {
    Object.assign(this, { root, looks, state, tables: {} });
    this.choose(matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
  }

  choose = (name) => {
    this.name = name;
    const { colours } = this.looks[name];
    this.root.dataset.look = name;
    for (const [key, hue] of Object.entries(colours)) this.root.style.setProperty(`--${key}`, hue);
    this.state.changed();
  };

  colour = (name) => this.looks[this.name].colours[name];
  mark = (name) => this.looks[this.name].marks[name];

  /** Return the 256 colours (r, g, b) of a map: "energy" or "other". */
  table(role) {
    const key = `${this.name}/${role}`;
    if (!this.tables[key]) {
      const digits = this.looks[this.name].maps[role];
      this.tables[key] = Uint8Array.from({ length: 768 }, (_, n) => Number.parseInt(digits.substr(2 * n, 2), 16));
    }
    return this.tables[key];
  }
}
