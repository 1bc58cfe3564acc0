// A notebook that is taken along installs the package from the site that it was taken from.
const link = document.querySelector("a[data-wheel]");
link.addEventListener("click", async (event) => {
  if (location.protocol === "file:") return;
  event.preventDefault();
  const { wheel, extra } = link.dataset;
  const answer = await fetch(link.href);
  const here = `lfai-nb[${extra}] @ ${new URL(wheel, location)}`;
  const text = (await answer.text()).replace(`\\".[${extra}]\\"`, () => `\\"${here}\\"`);
  const made = document.createElement("a");
  made.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  made.download = link.download;
  made.click();
  URL.revokeObjectURL(made.href);
});
