import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answered } from '@frontdesk/api/api-deps';
import { isPublicAddress } from '@frontdesk/connector-kit/address-guard';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Bounds of answer times in seconds, around the target of 100 ms. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What this process measures of itself, in Prometheus' text form. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #answers: Histogram;
  readonly #comparisons: Counter;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#answers = new Histogram({
      name: 'frontdesk_http_answer_seconds',
      help: 'Time to answer a request, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers,
    });
    this.#comparisons = new Counter({
      name: 'frontdesk_replica_comparisons_total',
      help: "Comparisons of replicas' checksums by what came of them; `differ` is a fault of ours",
      labelNames: ['result'],
      registers,
    });
  }

  compared(result: 'same' | 'busy' | 'differ'): void {
    this.#comparisons.inc({ result });
  }

  /** `counts`: open sockets by namespace. */
  countSockets(counts: () => Readonly<Record<string, number>>): void {
    const connected = new Gauge({
      name: 'frontdesk_sockets',
      help: 'Open sockets by namespace',
      labelNames: ['namespace'],
      registers: [this.#registry],
      collect: () => {
        for (const [namespace, count] of Object.entries(counts())) {
          connected.set({ namespace }, count);
        }
      },
    });
  }

  answered({ method, route, status, durationMs }: Answered): void {
    this.#answers.observe({ method, route, status: String(status) }, durationMs / 1_000);
  }

  /** Answers who asks from this machine or its own network directly; to everybody else there is no such page. */
  serve(req: IncomingMessage, res: ServerResponse): void {
    const peer = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (isPublicAddress(peer) || req.headers['x-forwarded-for'] !== undefined) {
      res.writeHead(404).end();
      return;
    }
    this.#registry.metrics().then(
      (text) => res.writeHead(200, { 'content-type': this.#registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  }
}
