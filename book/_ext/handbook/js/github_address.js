// OWNER and NAME from any of the ways in which GitHub's address is written; undefined where it is none.
function githubAddress(text) {
  const match = text.trim().match(new RegExp("^(?:(?:https?://|ssh://git@)?(?:www\\.)?github\\.com/|git@github\\.com:)?" +
    "([a-z0-9][a-z0-9_-]{0,38})/(?!\\.{1,2}(?:/|$))([a-z0-9._-]{1,100}?)(?:\\.git)?/?$", "i"));
  return match ? { owner: match[1], name: match[2] } : undefined;
}
