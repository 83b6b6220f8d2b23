// One key an answer. Each key presses the button or link that carries it, so that nothing works by keys alone.
const keys = document.getElementById("keys");
if (keys) {
  const on = document.getElementById("keys-on");
  on.checked = localStorage.getItem("desk-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("desk-keys", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
    const found = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (found) {
      event.preventDefault();
      found.click();
    }
  });
}
