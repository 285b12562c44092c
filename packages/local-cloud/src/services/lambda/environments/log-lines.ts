import { StringDecoder } from "node:string_decoder";

/** Longest line that is kept together: CloudWatch Logs takes 256 KB an event. */
const maxLineLength = 256 * 1024;

/** Takes apart what a function writes to its standard output or error: whole lines. */
export class LogLines {
    private readonly decoder = new StringDecoder("utf8");
    private rest = "";

    /** @param onLine gets each line, without its line break */
    constructor(private readonly onLine: (line: string) => void) {}

    /** Takes the next piece of what was written. */
    push(chunk: Buffer): void {
        const lines = (this.rest + this.decoder.write(chunk)).split("\n");
        this.rest = lines.pop() ?? "";
        // CloudWatch Logs takes no empty message.
        lines.filter((line) => line !== "").forEach((line) => this.onLine(line));
        if (this.rest.length > maxLineLength) {
            this.end();
        }
    }

    /** What is left is a line too. */
    end(): void {
        if (this.rest !== "") {
            this.onLine(this.rest);
            this.rest = "";
        }
    }
}
