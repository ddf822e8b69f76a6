import type { RosterEntry } from "../../schema/run/roster.ts";

const spread = { sd_triplet: 0.3, sd_view: 0.1, sd_repeat: 0.15, latency_ms: { median: 12, sigma: 0.5 } };

/** Four respondents with a known pull towards the asker, from even-handed to contrary. */
export function demoRespondents(seed: number): RosterEntry[] {
  const respondent = (name: string, effect: number, more: Record<string, unknown> = {}): RosterEntry => ({
    id: `simulated/${name}`,
    label: name,
    provider: "simulated",
    family: name,
    concurrency: 64,
    price: { input: 0.2, output: 0.8, currency: "USD", per: 1e6 },
    simulate: { seed, effect, ...spread, ...more } as NonNullable<RosterEntry["simulate"]>,
  });
  return [
    respondent("even-handed", 0),
    respondent("mild-flatterer", 0.1, { truncation_rate: 0.02 }),
    respondent("strong-flatterer", 0.3, { refusal_rate: 0.02, empty_rate: 0.01 }),
    respondent("contrary", -0.1, { failure: { rate_limit_rate: 0.01, retry_after_s: 0.1, server_error_rate: 0.01 } }),
  ];
}

/** Three judges of other families, each with a fault of its own that the contract should cancel or show. */
export function demoJudges(seed: number): RosterEntry[] {
  const judge = (name: string, simulate: Record<string, unknown>): RosterEntry => ({
    id: `simulated/${name}`,
    label: name,
    provider: "simulated",
    family: name,
    concurrency: 64,
    price: { input: 0.1, output: 0.4, currency: "USD", per: 1e6 },
    simulate: { seed, noise_sd: 0.05, ...simulate } as NonNullable<RosterEntry["simulate"]>,
  });
  return [
    judge("judge-plain", {}),
    judge("judge-prefers-a", { position_bias: 0.15 }),
    judge("judge-talkative", { noise_sd: 0.1, unparsed_rate: 0.02, formats: ["Score: {score}", "{score}"] }),
  ];
}
