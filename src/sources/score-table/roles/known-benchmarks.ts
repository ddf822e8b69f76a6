/** Public benchmarks as they are commonly named; a bare id is matched without case, spaces and signs. */
const names = `
MMLU; MMLU-Pro; MMLU-Redux; MMMLU; CMMLU; C-Eval; AGIEval; GPQA; GPQA Diamond; GPQA Main; SuperGPQA; HLE; Humanity's Last Exam;
ARC; ARC-AGI-1; ARC-AGI-2; ARC-AGI; ARC Challenge; ARC-C; ARC Easy; ARC-E; HellaSwag; WinoGrande; PIQA; SIQA; OpenBookQA; OBQA;
BoolQ; CommonsenseQA; CSQA; COPA; RTE; WSC; MultiRC; ReCoRD; SuperGLUE; GLUE; TruthfulQA; TriviaQA; Natural Questions; NQ;
SQuAD; QuAC; DROP; RACE; LAMBADA; WikiText; StoryCloze; HotpotQA; SimpleQA; PopQA; FreshQA; FACTS Grounding; FRAMES; StrategyQA;
GSM8K; GSM-Plus; GSM-Symbolic; MGSM; MATH; MATH-500; MATH Level 5; AIME; AIME 2024; AIME 2025; AIME 2026; AMC; HMMT; HMMT 2025;
HMMT Feb 2025; HMMT Nov 2025; USAMO; USAMO 2025; IMO; IMO 2025; IMO AnswerBench; BRUMO; BRUMO 2025; CMIMC; CMIMC 2025; SMT; SMT 2025;
FrontierMath; MathArena; MathArena Apex; OlympiadBench; OmniMath; MathVista; MathVision; MathVerse; Minerva Math; miniF2F; PutnamBench;
HumanEval; HumanEval+; MBPP; MBPP+; EvalPlus; APPS; DS-1000; LiveCodeBench; LCB; BigCodeBench; CodeContests; Codeforces; Codeforces Rating;
SWE-bench; SWE-bench Verified; SWE-bench Lite; SWE-bench Pro; SWE-bench Multilingual; SWE-Lancer; MultiPL-E; CRUXEval; Aider Polyglot;
Aider; SciCode; Terminal-Bench; Terminal-Bench 2.0; Terminal-Bench Hard; RepoBench; Spider; BIRD; MLE-bench; PaperBench; KernelBench;
BBH; BIG-Bench; BIG-Bench Hard; BBEH; MuSR; ZebraLogic; LiveBench; SimpleBench; CritPt; PHYBench; TPBench; ChemBench; SciBench;
IFEval; IFBench; MultiChallenge; InFoBench; FollowBench; COLLIE; MT-Bench; AlpacaEval; AlpacaEval 2.0; Arena-Hard; Arena-Hard Auto;
Arena-Hard v2; WildBench; Chatbot Arena; Chatbot Arena Elo; LMArena; LMSYS Arena Elo; Text Arena; WebDev Arena; Creative Writing; EQ-Bench;
MMMU; MMMU-Pro; Video-MMU; Video-MMMU; Video-MME; MMBench; MMStar; MM-Vet; AI2D; ChartQA; CharXiv; DocVQA; InfoVQA; TextVQA; VQAv2; OCRBench;
RealWorldQA; ScienceQA; POPE; BLINK; SEED-Bench; MVBench; LVBench; ZeroBench; ERQA; ScreenSpot; ScreenSpot-Pro;
BrowseComp; BrowseComp-Plus; GAIA; WebArena; VisualWebArena; WebVoyager; Mind2Web; OSWorld; OSWorld-Verified; AndroidWorld; AgentBench;
Tau-Bench; Tau-Bench Retail; Tau-Bench Airline; Tau-Bench Telecom; Tau2-Bench; Tau2-Bench Retail; Tau2-Bench Telecom; BFCL; BFCL v3;
ToolBench; NexusBench; MCP-Atlas; MCP-Universe; Vending-Bench; FinanceAgent; GDP-Val; GDPval-AA; HealthBench; MedQA; MedMCQA; PubMedQA; LegalBench;
FinanceBench; CaseHOLD; AA Intelligence Index; Artificial Analysis Intelligence Index; AA-LCR; AA Long Context Reasoning; AA-Omniscience; HELM;
MRCR; MRCR v2; OpenAI-MRCR; Graphwalks; LongBench; LongBench v2; RULER; NIAH; Needle in a Haystack; LOFT; InfiniteBench; ZeroSCROLLS;
Fiction.LiveBench; BABILong; NoLiMa; ToxiGen; RealToxicityPrompts; BBQ; CrowS-Pairs; StrongREJECT; XSTest; HarmBench; AIR-Bench; SafetyBench;
FLORES; XNLI; XCOPA; TyDiQA; XStoryCloze; Belebele; INCLUDE; Global-MMLU; WMT24; MTEB; BEIR; MGSM-Hard
`;

const known = new Set(
  names
    .split(/[;\n]/)
    .map(folded)
    .filter((name) => name.length > 1),
);
/** Short names are too easily the beginning of something else. */
const beginnings = [...known].filter((name) => name.length >= 4);

/** Whether a name or id is that of a public benchmark, with or without a trailing setting: `MMLU (5-shot)`. */
export function isKnownBenchmark(name: string): boolean {
  const [, outside, inside] = /^([^(]+)\(([^)]+)\)/.exec(name) ?? [];
  const whole = folded(name);
  if ([whole, folded(outside ?? ""), folded(inside ?? "")].some((text) => known.has(text))) return true;
  return beginnings.some(
    (begin) =>
      whole.startsWith(begin) &&
      /^(?:\d|shot|pass|acc|verified|v\d|test|text|full|hard|avg|score|em|cot|t1|prompt|strict)/.test(
        whole.slice(begin.length),
      ),
  );
}

/** How many names the list holds. */
export const knownBenchmarkCount = known.size;

function folded(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("τ", "tau")
    .replaceAll("²", "2")
    .replace(/[^a-z0-9+]/g, "");
}
