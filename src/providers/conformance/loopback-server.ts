import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
  readonly at: number;
}

export type Reply = (request: SeenRequest, response: ServerResponse) => void;

export interface LoopbackServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  readonly peak: () => number;
  /** What the next requests get; the last one given stays. */
  answer(reply: Reply): void;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 for tests: keeps what it was asked, answers what it is told. */
export async function loopbackServer(reply: Reply): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  let current = reply;
  let inFlight = 0;
  let peak = 0;
  const server: Server = createServer((request, response) => {
    peak = Math.max(peak, ++inFlight);
    response.on("close", () => inFlight--);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
      const entry = { path: request.url ?? "", headers: request.headers, body, at: performance.now() };
      seen.push(entry);
      current(entry, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    peak: () => peak,
    answer(next) {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
