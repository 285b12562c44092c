/** Type, length and instant, before each message. */
const headerBytes = 16;
const empty = Buffer.alloc(0);

/**
 * Takes apart what AWS's runtime client writes for `console.log` and its like: a frame for each message, which may hold
 * several lines (aws-lambda-ric, TelemetryLogger.writeFrame: four bytes of type, four of length, eight of the instant,
 * big-endian, then the message).
 */
export class LogFrames {
    private rest: Buffer = empty;

    /** @param onMessage gets each message, without the line break at its end */
    constructor(private readonly onMessage: (message: string) => void) {}

    /** Takes the next piece of what was written. */
    push(chunk: Buffer): void {
        let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
        while (bytes.length >= headerBytes) {
            const end = headerBytes + bytes.readUInt32BE(4);
            if (bytes.length < end) {
                break;
            }
            this.onMessage(bytes.toString("utf8", headerBytes, end).replace(/\n$/, ""));
            bytes = bytes.subarray(end);
        }
        this.rest = bytes;
    }
}
