import type { Clock, Timer } from "./clock";
import { oneAtATime } from "./one-at-a-time";

/** Work that comes round by a clock, one run at a time. What fails of a run is left to the next. */
export class Rounds {
    private readonly alone = oneAtATime();
    private timer: Timer | undefined;

    constructor(
        private readonly clock: Clock,
        private readonly milliseconds: number,
        private readonly work: () => Promise<void>,
    ) {}

    start(): void {
        this.timer = this.clock.after(this.milliseconds, () => {
            this.start();
            this.run(this.work);
        });
    }

    /** Does some other work, when no run is under way. */
    run(work: () => Promise<void>): void {
        void this.alone(work).catch(() => undefined);
    }

    /** Resolves when no run is under way and none will be. */
    async stop(): Promise<void> {
        this.timer?.cancel();
        await this.alone(() => Promise.resolve());
    }
}
