// The first page: a head-count is answered where it is typed.

const card = document.getElementById("start-dues");
const dues = JSON.parse(document.getElementById("dues-data").textContent);
const output = card.querySelector("output");
let saying;
card.addEventListener("input", () => {
  let parts;
  try {
    const { levels } = answers(dues, { employees: card.elements.employees.value,
      lf_member: "false", organization: "corporate", on: today() });
    const [general, premier] = ["general", "premier"].map((name) => levels.find(({ level }) => level === name));
    parts = [el("strong", {}, general.headline), ` General. Premier: ${premier.headline}.`];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    parts = [error.message];
  }
  // Heard once, after the typing.
  clearTimeout(saying);
  saying = setTimeout(() => output.replaceChildren(...parts), 150);
});
