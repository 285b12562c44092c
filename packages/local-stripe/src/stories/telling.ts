import { between, type Random, seededRandom } from "stripe-events";
import type { SnapshotEvent } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { type Chapter, day, hour, type Story } from "./story";
import { World } from "./world";

/** One telling of a story, step by step, each a transaction at the story's own time. */
export class Telling {
    /** When the next step is, in seconds since the epoch. */
    nextAt: number;
    isOver = false;
    private readonly random: Random;
    private readonly world: World;
    private readonly chapter: Chapter;

    /**
     * @param seed makes the same telling each time
     * @param endsAt about when it ends, in seconds since the epoch
     */
    constructor(
        private readonly state: StripeState,
        readonly story: Story,
        seed: string,
        endsAt: number,
    ) {
        this.random = seededRandom(seed);
        this.nextAt = endsAt - story.days * day - between(this.random, 0, hour);
        this.world = new World(this.random);
        this.chapter = story.tell(this.world);
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
            { now: this.nextAt * 1000, random },
        );
    }
}
