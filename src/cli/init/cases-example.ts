import { envFile } from "./env-file.ts";
import type { Example } from "./example-file.ts";
import { modelsFile } from "./models-file.ts";

const folder = "suites/my-eval";

const suite = `# A suite says what is asked, what reads the answers, and what would count as bad.
# An unknown key is an error that names the nearest known one, so try things out.
schema: assay/suite@1
id: my-eval                 # enters every run's name: small letters, digits, dashes
version: 1                  # raise it with every change of wording: answers to other words are other answers
title: Six questions with one right answer
language: en
kind: cases                 # one prompt for every row of a data set

dataset:
  path: cases.jsonl         # jsonl or csv, beside this file
  id: id                    # the column that names a case
  input: question           # the column that is asked
  expected: answer          # the column that is right
  cluster: topic            # rows that stand or fall together; intervals are drawn over these, not over rows

messages:                   # what is sent; {{input}} and {{any_column}} are the row's own
  - { role: system, content: "Answer with the bare answer: one word or one number, and nothing else." }
  - { role: user, content: "{{input}}" }

params: { temperature: 0.2 }
repeats: 2                  # independent answers to each prompt; one answer says nothing about how often

scorers:                    # the first one gives the score of a row
  - id: exact
    use: exact              # others: includes, regex, choice, numeric, f1, levenshtein, json-schema, length …
    with: { normalise: [nfkc, case, space, punctuation] }

metrics:
  - { id: my-eval.exact, gate: { min: 0.8 } }
`;

const cases = [
  { id: "sum", topic: "numbers", question: "What is 19 + 23?", answer: "42" },
  { id: "double", topic: "numbers", question: "What is twice 36?", answer: "72" },
  { id: "river", topic: "places", question: "Which river flows through Vienna?", answer: "Danube" },
  { id: "capital", topic: "places", question: "What is the capital of Norway?", answer: "Oslo" },
  { id: "plural", topic: "words", question: "What is the plural of the English word goose?", answer: "geese" },
  { id: "reversed", topic: "words", question: "Spell the word lamp backwards.", answer: "pmal" },
];

/** The smallest evaluation: a handful of questions with one right answer each. */
export function casesExample(): Example {
  return {
    files: [
      { path: `${folder}/suite.yaml`, text: suite },
      { path: `${folder}/cases.jsonl`, text: `${cases.map((row) => JSON.stringify(row)).join("\n")}\n` },
      modelsFile({ seed: 1, accuracy: 0.9 }),
      envFile(),
    ],
    next: [
      { command: `assay eval run ${folder} --dry-run`, does: "see what would be asked; nothing is sent" },
      { command: `assay eval run ${folder}`, does: "ask the simulated model" },
      { command: "assay eval score latest", does: "score the answers; the newest run is meant" },
    ],
  };
}
