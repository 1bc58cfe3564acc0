// The text of a file that a reader chose, which is read here and never sent. One in another encoding
// is refused, as its letters would be guessed; so is one that nobody writes by hand, and one that is
// gone or a folder. What is wrong is thrown as {faults}.
async function textOf(file, most = 1e6) {
  const refused = (words) => {
    const name = file.name.length > 40 ? `${file.name.slice(0, 37)}…` : file.name;
    throw { faults: [`“${name}” ${words}`] };
  };
  if (file.size > most) refused(`is too large: at most ${most.toLocaleString("en-GB")} bytes are read.`);
  const bytes = await file.arrayBuffer()
    .catch(() => refused("cannot be read: it is a folder, or it changed after you chose it. Choose it again."));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused("is not UTF-8 text. Save it as UTF-8.");
  }
}
