// Answers the search box: see search-show.js.
onmessage = ({ data }) => {
  if (!data.type) postMessage({ type: 1 });
  else if (data.data === "") postMessage({ type: 3, data: { items: [] } });
  else {
    if (!self.answer) importScripts("search-engine.js");
    answer(data);
  }
};
