import {
  bootstrapIqm,
  bootstrapMean,
  maxTPaired,
  permutationTest,
  rngStream,
  signFlipTest,
} from "../../src/stats/index.ts";
import { machineLine } from "../support/measure.ts";
import { compareWithPeers, peerSeconds, type Workload } from "./peer.ts";

/**
 * Resampling and permutation beside SciPy and NumPy on one thread, in CPU seconds, imports and data left out.
 * `node benchmarks/stats/resampling.ts [name…]` prints ours alone where the peer is missing.
 */
const normals = (name: string, n: number) => {
  const rng = rngStream(1, "benchmark", name);
  return Float64Array.from({ length: n }, () => rng.normal());
};
const list = normals("mean", 1000);
const metrics = Array.from({ length: 200 }, (_, m) => normals(`metric ${m}`, 15));
const systems = Array.from({ length: 5 }, (_, s) =>
  Array.from({ length: 26 }, (_, task) => normals(`system ${s} task ${task}`, 10)),
);
const fourDigits = (name: string, n: number, centre: number) =>
  normals(name, n).map((value) => Math.round((centre + 0.05 * value) * 10_000) / 10_000);
const [flips, groupA, groupB] = [fourDigits("flips", 40, 0), fourDigits("a", 20, 0.7), fourDigits("b", 20, 0.7)];
const family = Array.from({ length: 40 }, (_, m) => ({ values: normals(`family ${m}`, 30) }));

const workloads: Workload[] = [
  {
    name: "boot-mean",
    about: "mean of 1,000, 10,000 replicates, BCa",
    ratio: 0.75,
    seconds: null,
    run: () => bootstrapMean(list, { rng: rngStream(1, "boot-mean"), method: "bca" }),
  },
  {
    name: "boot-small",
    about: "200 metrics × 15, 10,000 replicates, studentised and BCa",
    ratio: 0.5,
    seconds: null,
    run: () =>
      metrics.map((x, m) =>
        bootstrapMean(x, { rng: rngStream(1, "boot-small", String(m)), method: "studentised", also: ["bca"] }),
      ),
  },
  {
    name: "boot-iqm",
    about: "5 systems × 26 tasks × 10 runs, 50,000 replicates",
    ratio: 0.5,
    seconds: null,
    run: () => systems.map((table, s) => bootstrapIqm(table, { rng: rngStream(1, "boot-iqm", String(s)) })),
  },
  {
    name: "boot-iqm a replicate",
    about: "the same beside a loop that calls trim_mean",
    ratio: 0.2,
    seconds: null,
    run: () => systems.map((table, s) => bootstrapIqm(table, { rng: rngStream(1, "boot-iqm", String(s)) })),
    rounds: 2,
  },
  {
    name: "perm-exact sign-flip",
    about: "exact, 40 values of four digits",
    ratio: null,
    seconds: 1,
    run: () => signFlipTest(flips, { method: "exact" }),
  },
  {
    name: "perm-exact two-sample",
    about: "exact, 20 against 20 of four digits",
    ratio: null,
    seconds: 1,
    run: () => permutationTest(groupA, groupB, { method: "exact" }),
  },
  {
    name: "maxt",
    about: "40 metrics × 30 seeds, 10,000 permutations",
    ratio: 1,
    seconds: null,
    run: () => maxTPaired(family, { rng: rngStream(1, "maxt") }),
  },
];

const peers = peerSeconds(`
x = rng.normal(size=1000)
seconds["boot-mean"] = cpu(lambda: st.bootstrap((x,), np.mean, n_resamples=10000, vectorized=True, axis=-1, method="BCa", random_state=rng))
small = rng.normal(size=(200, 15))
def studentised(v, B=10000):
    n = len(v)
    d = v[rng.integers(n, size=(B, n))]
    t = (d.mean(axis=1) - v.mean()) / (d.std(axis=1, ddof=1) / np.sqrt(n))
    return v.mean() - np.quantile(t, [.975, .025]) * v.std(ddof=1) / np.sqrt(n)
def both():
    for v in small:
        st.bootstrap((v,), np.mean, n_resamples=10000, vectorized=True, axis=-1, method="BCa", random_state=rng)
        studentised(v)
seconds["boot-small"] = cpu(both, 2)
tables = rng.normal(size=(5, 26, 10))
offsets = np.arange(26)[:, None] * 10
def iqm(pool, B=50000, chunk=2000):
    n = pool.size; cut = n // 4; out = []
    for start in range(0, B, chunk):
        at = rng.integers(10, size=(chunk, 26, 10)) + offsets
        drawn = np.partition(pool.ravel()[at.reshape(chunk, n)], [cut, n - cut - 1], axis=1)
        out.append(drawn[:, cut:n - cut].mean(axis=1))
    return np.quantile(np.concatenate(out), [.025, .975])
seconds["boot-iqm"] = cpu(lambda: [iqm(t) for t in tables], 2)
def loop(t, B=1000):
    for _ in range(B):
        drawn = np.take_along_axis(t, rng.integers(10, size=(26, 10)), axis=1)
        st.trim_mean(drawn, .25, axis=None)
seconds["boot-iqm a replicate"] = 50 * cpu(lambda: [loop(t) for t in tables], 2)
d = rng.normal(size=(40, 30))
def maxt(B=10000):
    squares = (d ** 2).sum(axis=1); n = d.shape[1]
    flips = rng.integers(2, size=(B, n)) * 2.0 - 1
    sums = flips @ d.T
    t = np.abs(sums / n / np.sqrt((squares - sums ** 2 / n) / (n - 1) / n))
    seen = np.abs(d.mean(axis=1) / (d.std(axis=1, ddof=1) / np.sqrt(n)))
    order = np.argsort(seen)
    running = np.maximum.accumulate(t[:, order], axis=1)
    p = (1 + (running >= seen[order]).sum(axis=0)) / (B + 1)
    return np.maximum.accumulate(p[::-1])[::-1], np.quantile(running[:, -1], .95)
seconds["maxt"] = cpu(maxt)
`);
console.log(machineLine());
compareWithPeers(workloads, peers);
