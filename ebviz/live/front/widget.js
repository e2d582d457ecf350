// The host in a notebook (anywidget): the model in the kernel answers, only ever the latest place of each slider.
import { decoded, h } from "./dom.js";
import { mounted } from "./page.js";

const same = (a, b) => Object.keys(a).every((name) => a[name] === b[name]);

export function widget(view) {
  return {
    render({ model, el }) {
      const given = JSON.parse(model.get("given"));
      const main = h("main");
      const claim = h("p", { class: "claim" }, given.claim);
      const root = h("div", { class: "ebviz" }, h("h2", {}, given.title), claim, main);
      el.append(root);
      const live = mounted(main, root, given, view);
      const { state } = live;
      let [told, counted, waits] = [{}, 0, false];
      const answer = () => {
        const { arrays, count, places } = model.get("answer");
        if (count === counted) return;
        [counted, waits] = [count, false];
        live.answer = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, decoded(array).data]));
        if (!same(places, told)) {
          told = places; // set by code, or where the same is shown once more
          Object.assign(state.values, places);
        }
        state.changed();
      };
      /** Tell the kernel where the sliders are, unless it is at work; return what to show: how the view is turned, at once. */
      state.answered = (wanted) => {
        const { turn, tilt, ...places } = wanted;
        if (!waits && !same(places, told)) {
          told = places;
          waits = given.values.asks;
          model.set("places", places);
          model.save_changes();
        }
        return given.values.asks ? { ...wanted, ...model.get("answer").places } : wanted;
      };
      answer();
      model.on("change:answer", answer);
      return () => model.off("change:answer", answer);
    },
  };
}
