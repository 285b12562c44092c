import { onStrings, type Condition } from "./condition";
import { InvalidPattern } from "./invalid-pattern";
import { looksLikeIpAddress, parseIpAddress, type IpAddress } from "./ip-address";

/**
 * The condition of `{"cidr": block}`: an address in the block, which any address in it may name. From aws/event-ruler's
 * `CIDR`, but that numbers there can match a block of IPv4 addresses.
 *
 * @throws InvalidPattern
 */
export function cidr(block: string): Condition {
    const [ip = "", mask, ...more] = block.split("/");
    if (mask === undefined || mask === "" || more.some((part) => part !== "")) {
        throw new InvalidPattern("Malformed CIDR, one '/' required");
    }
    if (!/^[+-]?[0-9]+$/.test(mask) || Math.abs(Number(mask)) > 2 ** 31 - 1) {
        throw new InvalidPattern("Malformed CIDR, mask bits must be an integer");
    }
    const maskBits = Number(mask);
    if (maskBits < 0) {
        throw new InvalidPattern("Malformed CIDR, mask bits must not be negative");
    }
    const named = address(ip);
    if (maskBits >= named.bits) {
        throw new InvalidPattern(`IPv${named.bits === 32 ? 4 : 6} mask bits must be < ${named.bits}`);
    }
    const hostBits = BigInt(named.bits - maskBits);
    return onStrings((text) => {
        const candidate = parseIpAddress(text);
        return candidate?.bits === named.bits && candidate.value >> hostBits === named.value >> hostBits;
    });
}

/**
 * The condition of a string that spells an IP address: any spelling of the same address. Undefined for other strings.
 */
export function sameAddress(text: string): Condition | undefined {
    const expected = parseIpAddress(text);
    if (expected === undefined) {
        return undefined;
    }
    return onStrings((value) => {
        const candidate = parseIpAddress(value);
        return candidate?.bits === expected.bits && candidate.value === expected.value;
    });
}

function address(text: string): IpAddress {
    if (!looksLikeIpAddress(text)) {
        throw new InvalidPattern(`Nonstandard IP address: ${text}`);
    }
    const parsed = parseIpAddress(text);
    if (parsed === undefined) {
        throw new InvalidPattern(`Invalid IP address: ${text}`);
    }
    return parsed;
}
