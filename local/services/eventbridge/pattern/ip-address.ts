import { isIPv6 } from "node:net";

/** An address as a number; `bits` is 32 for IPv4, 128 for IPv6. */
export interface IpAddress {
    bits: 32 | 128;
    value: bigint;
}

const v4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
const v6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** Whether AWS takes `text` for an attempt at an IP address (aws/event-ruler, `Constants`). */
export function looksLikeIpAddress(text: string): boolean {
    return v4.test(text) || v6.test(text);
}

/**
 * The IP address that `text` spells, if any. As Java's `InetAddress` has it, on which AWS's matching rests: leading
 * zeros are no octal, and an IPv4 address in IPv6's clothes (`::ffff:a00:1`) is an IPv4 address.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
    if (v4.test(text)) {
        const octets = text.split(".").map(Number);
        return octets.every((octet) => octet <= 255) ? { bits: 32, value: join(octets, 8n) } : undefined;
    }
    if (!v6.test(text) || !isIPv6(text)) {
        return undefined;
    }
    const [head = "", tail] = text.split("::");
    const before = groups(head);
    const after = groups(tail ?? "");
    const zeros = new Array<number>(8 - before.length - after.length).fill(0);
    const value = join([...before, ...zeros, ...after], 16n);
    return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

function groups(text: string): number[] {
    return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}

function join(parts: readonly number[], width: bigint): bigint {
    return parts.reduce((value, part) => (value << width) | BigInt(part), 0n);
}
