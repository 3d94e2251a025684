import {
  serviceTime,
  type ServiceTimes,
  type Uniform,
} from '../../test/helpers/runs/virtual-server.ts';
import type { SimulatedServer } from './server.ts';
import type { World } from './world.ts';

/** What a shape of a server is drawn from. Numbers that people vary by factors are log-uniform. */
export class Draw {
  readonly uniform: Uniform;

  constructor(uniform: Uniform) {
    this.uniform = uniform;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  logBetween(low: number, high: number): number {
    return low * (high / low) ** this.uniform();
  }

  /** A whole number from `low` to `high`. */
  count(low: number, high: number): number {
    return Math.floor(this.logBetween(low, high + 1));
  }

  /** 1 to 64. */
  workers(): number {
    return this.count(1, 64);
  }

  /** Mostly steady, as most servers are; in a quarter of the cases they vary clearly. */
  times(): Times {
    const meanMs = this.logBetween(50, 2_000);
    const kind = this.uniform();
    if (kind < 0.25) return { meanMs, service: { form: 'constant' } };
    const cv = kind < 0.75 ? this.logBetween(0.003, 0.08) : this.logBetween(0.1, 0.4);
    return { meanMs, service: { form: kind < 0.75 ? 'normal' : 'lognormal', cv } };
  }

  /** A network nearby, and calls that leave together. */
  network(): Pick<SimulatedServer, 'overheadMs' | 'jitterMs' | 'sendGapMs'> {
    return {
      overheadMs: this.between(1, 5),
      jitterMs: this.between(0, 2),
      sendGapMs: () => 0.02,
    };
  }
}

/** How long calls take to serve. */
export interface Times {
  readonly meanMs: number;
  readonly service: ServiceTimes;
}

/** A row of the table: a shape of a server, drawn anew for each case. */
export interface Shape {
  readonly name: string;
  readonly draw: (draw: Draw) => SimulatedServer;
}

/** Draws the time that the next call takes, ms. */
export function drawMs(world: World, times: Times): number {
  return serviceTime(times, world.uniform);
}
