import { hashOf, text, type Param } from "../params";

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

const given = hashOf({ city: text, country: text, line1: text, line2: text, postal_code: text, state: text });

/** An address has all of its members, null when they are not given. */
export const address: Param = (value, path) => {
    const members = given(value, path);
    return members === null ? null : { ...noAddress, ...(members as object) };
};

export const shipping = hashOf({ address, name: text, phone: text }, ["address", "name"]);
