/** Why a text is not an event pattern. */
export class InvalidPattern extends Error {
    constructor(readonly reason: string) {
        super(reason);
        this.name = "InvalidPattern";
    }
}
