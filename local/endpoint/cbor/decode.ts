import { AwsError } from "../../aws-error";

/** Ends an item of indefinite length. */
const stop = Symbol("stop");
/** Deeper than any AWS API's shapes; keeps a hostile request from using up the stack. */
const deepest = 100;

/**
 * What one CBOR item says, as JSON would say it: byte strings in base64, tagged values (instants) as what is tagged.
 *
 * Source: RFC 8949
 *
 * @throws AwsError `SerializationException` when `bytes` is not one CBOR item
 */
export function decodeCbor(bytes: Buffer): unknown {
    const reader = new Reader(bytes);
    try {
        const value = reader.item(0);
        if (value !== stop && reader.atEnd()) {
            return value;
        }
    } catch (error) {
        if (!(error instanceof RangeError)) {
            throw error;
        }
    }
    throw new AwsError("SerializationException", "The request's body is not CBOR.");
}

/** Throws RangeError where the bytes end too early or mean nothing. */
class Reader {
    private at = 0;

    constructor(private readonly bytes: Buffer) {}

    atEnd(): boolean {
        return this.at === this.bytes.length;
    }

    item(depth: number): unknown {
        if (depth > deepest) {
            throw new RangeError("nested too deeply");
        }
        const first = this.take(1).readUInt8();
        const major = first >> 5;
        const low = first & 0x1f;
        if (major === 7) {
            return this.simple(low);
        }
        const count = low === 31 ? undefined : this.count(low);
        switch (major) {
            case 0:
                return count ?? this.nonsense();
            case 1:
                return count === undefined ? this.nonsense() : -1 - count;
            case 2:
                return this.string(count, depth, (chunk) => chunk.toString("base64"));
            case 3:
                return this.string(count, depth, (chunk) => chunk.toString("utf8"));
            case 4:
                return [...this.items(count, depth)];
            case 5:
                return this.map(count, depth);
            default:
                return count === undefined ? this.nonsense() : this.item(depth + 1);
        }
    }

    private map(count: number | undefined, depth: number): Record<string, unknown> {
        const flat = [...this.items(count === undefined ? undefined : count * 2, depth)];
        const map: Record<string, unknown> = {};
        for (let index = 0; index < flat.length; index += 2) {
            const key = flat[index];
            if (typeof key !== "string" || index + 1 === flat.length) {
                return this.nonsense();
            }
            Object.defineProperty(map, key, { value: flat[index + 1], enumerable: true, writable: true });
        }
        return map;
    }

    /** `count` items, or those up to the stop. */
    private *items(count: number | undefined, depth: number): Iterable<unknown> {
        for (let index = 0; index !== count; index++) {
            const value = this.item(depth + 1);
            if (value === stop) {
                if (count !== undefined) {
                    this.nonsense();
                }
                return;
            }
            yield value;
        }
    }

    private string(count: number | undefined, depth: number, read: (bytes: Buffer) => string): string {
        return count === undefined ? [...this.items(undefined, depth)].join("") : read(this.take(count));
    }

    private simple(low: number): unknown {
        switch (low) {
            case 20:
                return false;
            case 21:
                return true;
            case 22:
            case 23:
                return null;
            case 25:
                return halfOf(this.take(2).readUInt16BE());
            case 26:
                return this.take(4).readFloatBE();
            case 27:
                return this.take(8).readDoubleBE();
            case 31:
                return stop;
            default:
                return this.nonsense();
        }
    }

    private count(low: number): number {
        switch (low) {
            case 24:
                return this.take(1).readUInt8();
            case 25:
                return this.take(2).readUInt16BE();
            case 26:
                return this.take(4).readUInt32BE();
            case 27:
                return Number(this.take(8).readBigUInt64BE());
            default:
                return low < 24 ? low : this.nonsense();
        }
    }

    private take(length: number): Buffer {
        if (this.at + length > this.bytes.length) {
            this.nonsense();
        }
        this.at += length;
        return this.bytes.subarray(this.at - length, this.at);
    }

    private nonsense(): never {
        throw new RangeError(`no CBOR at byte ${this.at}`);
    }
}

/** A number in 16 bits. RFC 8949, appendix D. */
function halfOf(bits: number): number {
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const size =
        exponent === 0
            ? fraction * 2 ** -24
            : exponent === 31
              ? fraction === 0
                  ? Infinity
                  : NaN
              : (fraction + 1024) * 2 ** (exponent - 25);
    return bits & 0x8000 ? -size : size;
}
