/** Reads LevelDB's encodings one after another (leveldb, util/coding.h). Every method throws past the end. */
export class Reader {
    private at = 0;

    constructor(private readonly bytes: Buffer) {}

    get isAtEnd(): boolean {
        return this.at >= this.bytes.length;
    }

    /** A number of seven bits a byte, the low ones first; above 2^53, which only sequence numbers may be, not exact. */
    number(): number {
        let value = 0;
        for (let factor = 1; ; factor *= 128) {
            const byte = this.bytes.readUInt8(this.at++);
            value += (byte & 127) * factor;
            if (byte < 128) {
                return value;
            }
        }
    }

    /** A number of so many bytes, the low ones first. */
    fixed(length: number): number {
        return this.take(length).readUIntLE(0, length);
    }

    /** So many bytes. */
    take(length: number): Buffer {
        const end = this.at + length;
        if (end > this.bytes.length) {
            throw new RangeError(`${length} bytes are not left`);
        }
        const taken = this.bytes.subarray(this.at, end);
        this.at = end;
        return taken;
    }

    /** Bytes that come after their number. */
    sized(): Buffer {
        return this.take(this.number());
    }
}
