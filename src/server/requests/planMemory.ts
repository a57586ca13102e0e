// The last few plans: what the user confirms is what runs, and a plan that is no longer known runs nothing.
import { randomUUID } from 'node:crypto';
import { FailureError } from '../failure';

/** A window asks one question at a time, so the one that is open is among them. */
const PLANS_KEPT = 8;

export interface PlanMemory<T> {
  /** Remembers a plan, forgets the oldest, and returns its id. */
  add(plan: T): string;
  /** Throws `planGone` if the plan was forgotten, or made by another server. */
  get(id: string): T;
}

export function createPlanMemory<T>(): PlanMemory<T> {
  const plans = new Map<string, T>();
  return {
    add: plan => {
      const id = randomUUID();
      plans.set(id, plan);
      for (const oldest of plans.keys()) if (plans.size > PLANS_KEPT) plans.delete(oldest);
      return id;
    },
    get: id => {
      const plan = plans.get(id);
      if (plan === undefined) throw new FailureError({ code: 'planGone' });
      return plan;
    },
  };
}
