// Where a rule and its sources are, from the page of a tool.
const placeOf = ({ topic, id }) => `../reference/rules/${topic}.html#${id}`;
