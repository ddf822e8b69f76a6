import type { UniverseResult } from "./run-universes.ts";
import { type Part, parts, type Space, type Universe } from "./space.ts";

/** The parts of an analyst's `results_summary.json` that rules read. Anything may be missing. */
export interface AnalystSummary {
  readonly [block: string]: unknown;
}

/** The level a rule gave a part, and the words or figures it went by; the default with null where nothing told. */
export interface MappedLevel {
  readonly level: string;
  readonly because: string | null;
}

export interface PlacedAnalysis {
  readonly id: string;
  readonly mapped: Readonly<Record<Part, MappedLevel>>;
  /** Of the universes run, one with the most levels in common; of equals the one nearest in effective rank. */
  readonly nearest: UniverseResult;
  readonly differs: readonly Part[];
  /** What the analyst reported, and the share of universes at or beneath it. */
  readonly reported: readonly ReportedPlace[];
}

export interface ReportedPlace {
  readonly outcome: "own_mae" | "effective_rank" | "missing_fraction";
  readonly value: number;
  /** Own errors are held against universes of the same protocol alone. */
  readonly among: number;
  readonly atOrBeneath: number;
}

interface Rule {
  readonly part: Part;
  /** Which texts of the summary are read, most telling first. */
  readonly texts: readonly (readonly string[])[];
  /** First match wins, text by text. A pattern's level must be one of the space's. */
  readonly patterns: readonly (readonly [level: string, pattern: RegExp])[];
}

const preprocessing = ["data", "preprocessing"];
const decisions = ["data_discovery", "extraction_decisions"];
const notes = ["methodology_notes"];
const rankMethod = ["rank_analysis", "method"];
const rankWords = ["rank_analysis", "justification"];
const predictionMethod = ["prediction", "method"];

const rules: readonly Rule[] = [
  {
    part: "duplicates",
    texts: [decisions, preprocessing, notes],
    patterns: [
      ["median", /duplicat[^.;]*\bmedian/i],
      ["mean", /duplicat[^.;]*\b(?:averag|mean)|(?:averag|mean)\w*[^.;]*duplicat/i],
      ["last", /duplicat[^.;]*\b(?:last|latest|most recent|overwr)/i],
      ["first", /duplicat[^.;]*\bfirst/i],
      ["max", /duplicat[^.;]*\b(?:max|highest|best)/i],
      ["min", /duplicat[^.;]*\b(?:min|lowest)\b/i],
    ],
  },
  {
    part: "zeros",
    texts: [decisions, preprocessing, notes],
    patterns: [
      ["drop", /zeros?\b[^.;]*\b(?:drop|remov|exclud|missing|nan|not a score)|(?:drop|remov|exclud)\w*\s+zeros?\b/i],
      ["keep", /zeros?\b[^.;]*\b(?:kept|keep|valid|score)/i],
    ],
  },
  {
    part: "missing",
    texts: [preprocessing, rankMethod, notes],
    patterns: [
      ["iterative", /iterative|soft[- ]?imput|matrix completion|svd completion|\bals\b/i],
      [
        "mean-fill",
        /mean[- ]?(?:imput|fill)|imput\w*[^.;]*\b(?:mean|average|median)|fill\w*[^.;]*\b(?:mean|average|median)/i,
      ],
      ["masked", /\bmask|observed (?:only|cells|entries|scores)|nothing is filled|no(?:t| ) ?imput|without fill/i],
    ],
  },
  {
    part: "transform",
    texts: [preprocessing, rankMethod, notes],
    patterns: [
      ["logit", /logit|log[- ]odds/i],
      ["quantile", /quantile|rank[- ]transform|percentile/i],
      ["min-max", /min[- ]?max|\[0, ?1(?:00)?\]/i],
      ["z", /z[- ]?scor|standardi[sz]/i],
      ["raw", /\braw (?:scores|scale|units)|unscaled|no normali[sz]/i],
    ],
  },
  {
    part: "decomposition",
    texts: [rankMethod, rankWords, notes],
    patterns: [
      ["nmf", /\bnmf\b|non-?negative/i],
      ["fa", /factor analys|\bfax?\b/i],
      ["pca", /\bpca\b|principal comp/i],
      ["svd", /\bsvd\b|singular val/i],
    ],
  },
  {
    part: "rank",
    texts: [rankMethod, rankWords, notes],
    patterns: [
      ["cv", /cross-?valid|\bcv\b|held-?out/i],
      ["parallel", /parallel anal|permut/i],
      ["variance-95", /95 ?%|0?\.95\b/],
      ["variance-90", /90 ?%|0?\.90?\b/],
      ["elbow", /elbow|scree|knee/i],
    ],
  },
  {
    part: "selection",
    texts: [["benchmark_selection", "method"], ["benchmark_selection", "selection_criterion"], notes],
    patterns: [
      ["correlation", /correlat/i],
      ["greedy", /greedy|forward/i],
      ["coverage", /coverage|most (?:observed|scores|complete)/i],
      ["random", /random/i],
      ["variance", /varianc/i],
    ],
  },
  {
    part: "predictor",
    texts: [predictionMethod, notes],
    patterns: [
      ["soft-impute", /soft[- ]?imput/i],
      ["bias-als", /\bals\b|matrix factori[sz]|alternating/i],
      ["fax", /factor analys|\bfax?\b|gaussian process|bayes|probabilistic/i],
      ["svd-logit", /\bsvd\b|low[- ]rank|hard[- ]?imput|matrix completion/i],
      ["ridge", /\bridge\b/i],
      ["knn", /\bk-?nn\b|nearest/i],
      ["benchreg", /regress|\bols\b/i],
      ["mean", /\bmean\b|average|baseline/i],
    ],
  },
  {
    part: "protocol",
    texts: [["prediction", "evaluation_protocol"], notes],
    patterns: [
      ["leave-one-model", /leave[-_ ]one[-_ ]model|\bloo\b|\blomo\b|loo-model|held-out models?/i],
      ["reveal-5", /reveal|only \d+ (?:of its )?scores|few-?shot/i],
      ["per-model", /per[- ]model|half of (?:each|every)|50 ?%/i],
      ["cells", /random|fold|split|cells|entries|hold-?out/i],
    ],
  },
];

/** Which universe an analysis comes nearest to, by rules over its summary; no judgement, and each rule's ground is kept. */
export function placeAnalysis(
  id: string,
  summary: AnalystSummary,
  space: Space,
  results: readonly UniverseResult[],
): PlacedAnalysis {
  const rank = numberAt(summary, ["rank_analysis", "effective_rank"]);
  const mapped = Object.fromEntries(
    parts.map((part) => [
      part,
      part === "filter" ? filterLevel(summary, space, results) : levelBy(part, summary, space, rank),
    ]),
  ) as Record<Part, MappedLevel>;
  const distance = (universe: Universe) => parts.filter((part) => universe[part] !== mapped[part].level);
  let nearest = results[0]!;
  let least: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const result of results) {
    const gap = rank === null || result.effectiveRank === null ? 0 : Math.abs(result.effectiveRank - rank);
    const own = [distance(result.universe).length, gap] as const;
    if (own[0] < least[0] || (own[0] === least[0] && own[1] < least[1])) [nearest, least] = [result, own];
  }
  const protocol = mapped.protocol.level;
  const place = (outcome: ReportedPlace["outcome"], value: number | null, among: readonly (number | null)[]) => {
    const known = among.filter((other) => other !== null);
    return value === null || known.length === 0
      ? []
      : [
          {
            outcome,
            value,
            among: known.length,
            atOrBeneath: known.filter((other) => other <= value).length / known.length,
          },
        ];
  };
  const sameProtocol = results.filter(({ universe }) => universe.protocol === protocol);
  return {
    id,
    mapped,
    nearest,
    differs: distance(nearest.universe),
    reported: [
      ...place(
        "own_mae",
        numberAt(summary, ["prediction", "overall_mae"]),
        sameProtocol.map(({ own }) => own?.value ?? null),
      ),
      ...place(
        "effective_rank",
        rank,
        results.map((result) => result.effectiveRank),
      ),
      ...place(
        "missing_fraction",
        numberAt(summary, ["data", "missing_fraction"]),
        results.map((result) => result.missingFraction),
      ),
    ],
  };
}

function levelBy(part: Part, summary: AnalystSummary, space: Space, rank: number | null): MappedLevel {
  const levels = space.levels[part];
  const { texts, patterns } = rules.find((rule) => rule.part === part)!;
  for (const path of texts) {
    const text = textAt(summary, path);
    for (const [level, pattern] of patterns) {
      if (!levels.includes(level)) continue;
      const found = pattern.exec(text);
      if (found !== null) return { level, because: `${path.join(".")}: "${found[0].slice(0, 60)}"` };
    }
  }
  const fixed = levels.filter((level) => level.startsWith("fixed-"));
  if (part === "rank" && rank !== null && fixed.length > 0) {
    const gap = (level: string) => Math.abs(Number(level.slice("fixed-".length)) - rank);
    const level = fixed.toSorted((a, b) => gap(a) - gap(b))[0]!;
    return { level, because: `rank_analysis.effective_rank: ${rank}` };
  }
  return { level: levels[0]!, because: null };
}

/** The filter whose table is nearest in size to the one reported. */
function filterLevel(summary: AnalystSummary, { levels }: Space, results: readonly UniverseResult[]): MappedLevel {
  const models = numberAt(summary, ["data", "n_models"]);
  const benchmarks = numberAt(summary, ["data", "n_benchmarks"]);
  let best: MappedLevel = { level: levels.filter[0]!, because: null };
  if (models === null || benchmarks === null) return best;
  let least = Number.POSITIVE_INFINITY;
  for (const result of results) {
    if (result.models === null || result.benchmarks === null) continue;
    const gap = Math.abs(result.models - models) + Math.abs(result.benchmarks - benchmarks);
    if (gap >= least) continue;
    least = gap;
    best = { level: result.universe.filter, because: `data.n_models × n_benchmarks: ${models} × ${benchmarks}` };
  }
  return best;
}

function valueAt(summary: AnalystSummary, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    summary,
  );
}

function textAt(summary: AnalystSummary, path: readonly string[]): string {
  const value = valueAt(summary, path);
  return typeof value === "string" ? value.slice(0, 20_000) : "";
}

function numberAt(summary: AnalystSummary, path: readonly string[]): number | null {
  const value = valueAt(summary, path);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
