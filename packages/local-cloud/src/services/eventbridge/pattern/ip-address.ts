import { BlockList, isIPv4, isIPv6, SocketAddress } from "node:net";

import { onStrings, type Condition } from "./field";
import { InvalidPattern } from "./invalid-pattern";

/** `address` is in the one spelling that each address has. */
interface IpAddress {
    readonly address: string;
    readonly family: "ipv4" | "ipv6";
}

/** What AWS takes for an IP address (aws/event-ruler, `Constants`): no zones, no IPv4 within IPv6. */
const v4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
const v6 = /^[0-9a-fA-F:]+$/;

/**
 * The condition of `{"cidr": block}`: an address in the block, which any address in it may name. From aws/event-ruler's
 * `CIDR`, but that numbers there can match a block of IPv4 addresses.
 *
 * @throws InvalidPattern
 */
export function cidr(block: string): Condition {
    const [text = "", prefix = "", ...more] = block.split("/");
    const network = parseIpAddress(text);
    if (network === undefined || more.length > 0 || !/^\d+$/.test(prefix)) {
        throw new InvalidPattern(
            `"cidr" takes an IP address and a prefix length such as "10.0.0.0/24", not "${block}"`,
        );
    }
    const { address, family } = network;
    const bits = family === "ipv4" ? 32 : 128;
    if (Number(prefix) >= bits) {
        throw new InvalidPattern(`the prefix length of "${block}" must be less than ${bits}`);
    }
    const subnet = new BlockList();
    subnet.addSubnet(address, Number(prefix), family);
    return onStrings((value) => {
        const candidate = parseIpAddress(value);
        // A block list has IPv4 addresses in ::/0; AWS does not.
        return candidate?.family === family && subnet.check(candidate.address, family);
    });
}

/**
 * The condition of a string that spells an IP address: any spelling of the same address. Undefined for other strings.
 */
export function sameAddress(text: string): Condition | undefined {
    const address = parseIpAddress(text)?.address;
    return address === undefined ? undefined : onStrings((value) => parseIpAddress(value)?.address === address);
}

/**
 * The IP address that `text` spells, if any. As Java's `InetAddress` has it, on which AWS's matching rests: leading
 * zeros are no octal, and an IPv4 address in IPv6's clothes (`::ffff:a00:1`) is an IPv4 address.
 */
function parseIpAddress(text: string): IpAddress | undefined {
    if (v4.test(text)) {
        const address = text.split(".").map(Number).join(".");
        return isIPv4(address) ? { address, family: "ipv4" } : undefined;
    }
    if (!v6.test(text) || !isIPv6(text)) {
        return undefined;
    }
    const { address } = new SocketAddress({ address: text, family: "ipv6" });
    const [, mapped] = /^::ffff:([\d.]+)$/.exec(address) ?? [];
    return mapped !== undefined && isIPv4(mapped) ? { address: mapped, family: "ipv4" } : { address, family: "ipv6" };
}
