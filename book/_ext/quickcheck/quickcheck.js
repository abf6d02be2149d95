// Quick checks answer at once: compares what was chosen or typed with the form's data, says so, and opens the answer.

// 0.25, 0,25, 1/4 and 25 % are the same number
function numberOf(text) {
  const [top, bottom = "1"] = text.replace("−", "-").replace(",", ".").replace("%", "/100").split("/");
  return top.trim() === "" ? NaN : Number(top) / Number(bottom);
}

function verdictOn(form) {
  const given = form.elements.answer.value.trim();
  if (given === "") return [null, form.dataset.option ? "Choose one first." : "Type a number first."];
  if (form.dataset.option) return [given === form.dataset.option];
  const number = numberOf(given);
  if (Number.isNaN(number)) return [null, "That is no number. Write it like 0.25 or 1/4."];
  return [Math.abs(number - Number(form.dataset.value)) <= Number(form.dataset.tolerance) + 1e-9];
}

for (const form of document.querySelectorAll("form.quick-check")) {
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", event => {
    event.preventDefault();
    const [right, words] = verdictOn(form);
    const verdict = form.querySelector(".quick-check-verdict");
    verdict.textContent = words ?? (right ? "✓ Right." : "✗ Not yet. Try again, or open the answer.");
    form.dataset.state = right === null ? "" : right ? "right" : "wrong";
    if (right) form.querySelector("details").open = true;
  });
}
