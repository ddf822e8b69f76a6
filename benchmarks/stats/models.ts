import { krippendorffAlpha } from "../../src/stats/agreement/index.ts";
import { rngStream } from "../../src/stats/index.ts";
import { aggregateBattles, bradleyTerry, ratings } from "../../src/stats/paired-comparisons/index.ts";
import { machineLine } from "../support/measure.ts";
import { compareWithPeers, peerSeconds, type Workload } from "./peer.ts";

/**
 * Agreement of many ratings and strengths from many battles, in CPU seconds. Beside the strengths a NumPy program that
 * aggregates the same battles, fits them by Newton's method and forms the same robust covariance.
 * `node benchmarks/stats/models.ts [name…]`.
 */
const rng = rngStream(1, "benchmark", "models");
const ratingTable = Array.from({ length: 50_000 }, () => {
  const truth = rng.integer(100);
  return Array.from({ length: 3 }, () => Math.min(99, Math.max(0, truth + rng.integer(21) - 10)));
});
const players = 300;
const strengths = Float64Array.from({ length: players }, () => rng.normal());
const count = 1_000_000;
const battles = { first: new Int32Array(count), second: new Int32Array(count), score: new Float64Array(count) };
for (let b = 0; b < count; b++) {
  const i = rng.integer(players);
  const j = (i + 1 + rng.integer(players - 1)) % players;
  battles.first[b] = i;
  battles.second[b] = j;
  battles.score[b] = rng.float() < 1 / (1 + Math.exp(strengths[j]! - strengths[i]!)) ? 1 : 0;
}

const workloads: Workload[] = [
  {
    name: "alpha",
    about: "interval α of 150,000 ratings (50,000 units × 3)",
    ratio: null,
    seconds: 0.3,
    run: () => krippendorffAlpha(ratingTable, { metric: "interval" }),
  },
  {
    name: "alpha 2,000 draws",
    about: "the same with 2,000 draws of units, BCa",
    ratio: null,
    seconds: 10,
    run: () => krippendorffAlpha(ratingTable, { metric: "interval", rng: rngStream(1, "alpha"), resamples: 2000 }),
    rounds: 2,
  },
  {
    name: "bt",
    about: "300 players, 10⁶ battles: aggregate, fit, sandwich",
    ratio: null,
    seconds: 3.5,
    run: () => ratings(bradleyTerry(aggregateBattles(battles, players))),
  },
];

const peers = peerSeconds(`
m, count = 300, 1000000
theta = rng.normal(size=m)
a = rng.integers(m, size=count); b = (a + 1 + rng.integers(m - 1, size=count)) % m
y = (rng.random(count) < 1 / (1 + np.exp(theta[b] - theta[a]))).astype(float)
def bt():
    swap = a > b
    i, j, s = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, 1 - y, y)
    key, inverse = np.unique(i * m + j, return_inverse=True)
    n, w, ww = (np.bincount(inverse, weights=v) for v in (np.ones(count), s, s * s))
    i, j = key // m, key % m
    t = np.zeros(m)
    for _ in range(50):
        p = 1 / (1 + np.exp(t[j] - t[i]))
        e = w - n * p
        gradient = np.bincount(i, weights=e, minlength=m) - np.bincount(j, weights=e, minlength=m)
        c = n * p * (1 - p)
        h = np.full((m, m), 1 / m)
        h[i, j] -= c; h[j, i] -= c
        h[np.arange(m), np.arange(m)] += np.bincount(i, weights=c, minlength=m) + np.bincount(j, weights=c, minlength=m)
        if np.abs(gradient).max() < 1e-8: break
        t = t + np.linalg.solve(h, gradient); t -= t.mean()
    inverse_h = np.linalg.inv(h)
    q = ww - 2 * p * w + n * p * p
    g = np.zeros((m, m)); g[i, j] -= q; g[j, i] -= q
    g[np.arange(m), np.arange(m)] += np.bincount(i, weights=q, minlength=m) + np.bincount(j, weights=q, minlength=m)
    return t, inverse_h @ g @ inverse_h
seconds["bt"] = cpu(bt, 2)
`);
console.log(machineLine());
compareWithPeers(workloads, peers);
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (goal ≤ 400 MB)`);
