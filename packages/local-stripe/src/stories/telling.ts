import { between, type Random, seededRandom } from "stripe-events";
import type { Outage } from "../state/outage";
import type { SnapshotEvent } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { type Chapter, day, hour, type Story } from "./story";
import { World } from "./world";

/** One telling of a story, step by step, each a transaction at the story's own time. */
export class Telling {
    /** When the next step is, in seconds since the epoch. */
    nextAt: number;
    isOver = false;
    /** The events that are not made. */
    readonly outage: Outage;
    private readonly random: Random;
    private readonly world: World;
    private readonly chapter: Chapter;

    /**
     * @param seed makes the same telling each time
     * @param endsAt about when it ends, in seconds since the epoch
     * @param unmade the share of its events that is not made; none when left out
     */
    constructor(
        private readonly state: StripeState,
        readonly story: Story,
        seed: string,
        endsAt: number,
        unmade = 0,
    ) {
        const fate = seededRandom(`${seed} unmade`);
        this.outage = { fails: () => fate() < unmade, unmade: [] };
        this.random = seededRandom(seed);
        this.nextAt = endsAt - story.days * day - between(this.random, 0, hour);
        this.world = new World(this.random);
        this.chapter = story.tell(this.world);
    }

    /** The alerts of its events that were not made, once it is over. */
    alert(): readonly SnapshotEvent[] {
        return this.state.alert(this.outage.unmade, { random: this.random });
    }

    /** Tells one step. Returns the events that it made. */
    step(): readonly SnapshotEvent[] {
        const { random } = this;
        return this.state.transact(
            (transaction) => {
                const { done, value } = this.world.during(transaction, () => this.chapter.next());
                this.isOver = done === true;
                this.nextAt += value ?? 0;
                return transaction.events;
            },
            { now: this.nextAt * 1000, random, outage: this.outage },
        );
    }
}
