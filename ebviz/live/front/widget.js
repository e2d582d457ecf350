// The host in a notebook (anywidget): the model in the kernel answers, only ever the latest place of each slider.
import { decoded, h } from "./dom.js";
import { mounted } from "./page.js";

export function widget(view) {
  return {
    render({ model, el }) {
      const given = JSON.parse(model.get("given"));
      const main = h("main");
      const root = h(
        "div",
        { class: "ebviz" },
        h("h2", {}, given.title),
        h("p", { class: "claim" }, given.claim),
        main,
      );
      el.append(root);
      const live = mounted(main, root, given, view);
      const { state } = live;
      let waits = false;
      let told = JSON.stringify(model.get("places"));
      const answer = () => {
        waits = false;
        const arrays = Object.entries(model.get("answer").arrays);
        live.answer = Object.fromEntries(arrays.map(([name, array]) => [name, decoded(array).data]));
        state.changed();
      };
      const moved = () => {
        told = JSON.stringify(model.get("places"));
        state.set(model.get("places"));
      };
      /** Tell the kernel where the sliders are, unless it is at work; return what to show: how the view is turned, at once. */
      state.answered = (wanted) => {
        const { turn, tilt, ...places } = wanted;
        const now = JSON.stringify(places);
        if (!waits && now !== told) {
          told = now;
          waits = given.values.asks;
          model.set("places", places);
          model.save_changes();
        }
        return given.values.asks ? { ...wanted, ...model.get("answer").places } : wanted;
      };
      state.set(model.get("places"));
      answer();
      model.on("change:answer", answer);
      model.on("change:places", moved);
      return () => {
        model.off("change:answer", answer);
        model.off("change:places", moved);
      };
    },
  };
}
