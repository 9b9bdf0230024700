/* All of the search but its start: loaded by search-worker.js when the reader reaches for search. */
"use strict";

importScripts(
  "search-words.js", // words, stems, spellings
  "search-index.js", // the index in memory
  "search-query.js", // what a query means
  "search-votes.js", // which places the texts most like a query belong to
  "search-rank.js", // which pages answer it
  "search-near.js", // what to offer when none does
  "search-show.js", // what the search box shows: sets self.answer
);
