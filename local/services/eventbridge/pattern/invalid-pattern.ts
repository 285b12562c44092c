/** Why a text is not an event pattern, in the words of AWS. */
export class InvalidPattern extends Error {
    constructor(readonly reason: string) {
        super(reason);
        this.name = "InvalidPattern";
    }
}
