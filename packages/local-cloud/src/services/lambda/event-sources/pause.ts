import type { Clock } from "../../../clock";

/** A wait that ends when its time is over, or when someone ends it. */
export class Pause {
    private finish: (() => void) | undefined;
    private closed = false;

    constructor(private readonly clock: Clock) {}

    /** @param milliseconds of the clock's time; undefined waits for `end` or `close` alone */
    async wait(milliseconds?: number): Promise<void> {
        if (this.closed) {
            return;
        }
        await new Promise<void>((resolve) => {
            const timer = milliseconds === undefined ? undefined : this.clock.after(milliseconds, () => this.end());
            this.finish = () => {
                timer?.cancel();
                resolve();
            };
        });
    }

    /** Ends the wait, if there is one. */
    end(): void {
        const { finish } = this;
        this.finish = undefined;
        finish?.();
    }

    /** Ends this wait and every one to come. */
    close(): void {
        this.closed = true;
        this.end();
    }
}
