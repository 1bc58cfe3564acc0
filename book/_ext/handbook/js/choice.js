// One of those that the form offers; an address may say anything, or nothing.
function choice(given, allowed, fault, choose) {
  if (allowed.includes(given)) return given;
  throw new Refused(given ? `${quote(given)} ${fault}. ${choose}` : choose);
}
