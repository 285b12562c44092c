import { newId, type IdKind } from "./ids";
import { between, pick, randomText, type Random } from "./random";

/** A customer of the made-up business. */
export interface Person {
    first: string;
    last: string;
    name: string;
    email: string;
    phone: string;
}

/** What the made-up business sells. */
export interface Offer {
    name: string;
    /** A unit's price for a month, in the currency's smallest unit. */
    amount: number;
}

/** The part of a business that one event is about: everything in it fits together. */
export interface Scene {
    /** The id of the scene's one object of the kind `kind`: the same each time that it is asked for. */
    id(kind: IdKind): string;
    /** Letters and digits, for secrets, fingerprints and numbers: other ones each time. */
    text(length: number): string;
    readonly random: Random;
    /** When the event happens. Seconds since the epoch, as all of Stripe's times. */
    readonly now: number;
    /** When the event's object was made: `now`, or before. */
    readonly born: number;
    /** When the customer, product and price were made: well before the object. */
    readonly past: number;
    /** When the object's first billing period ends. */
    readonly periodEnd: number;
    readonly livemode: boolean;
    readonly person: Person;
    readonly offer: Offer;
    readonly quantity: number;
    readonly currency: string;
    /** What the customer pays for a period, in the currency's smallest unit. */
    readonly amount: number;
}

/** What decides a scene. */
export interface SceneOptions {
    random: Random;
    /** When the event happens, in seconds since the epoch. */
    now: number;
    /** How many seconds before the event its object was made. */
    age: number;
    livemode: boolean;
    /** Ids that are given, not drawn. */
    ids?: Partial<Readonly<Record<IdKind, string>>>;
}

const day = 24 * 60 * 60;

const firstNames = [
    "Jenny",
    "Amara",
    "Noor",
    "Mateo",
    "Ingrid",
    "Kenji",
    "Priya",
    "Tomasz",
    "Lucía",
    "Samuel",
] as const;
const lastNames = [
    "Rosen",
    "Okafor",
    "Haddad",
    "Silva",
    "Lindqvist",
    "Tanaka",
    "Raman",
    "Nowak",
    "Moreno",
    "Field",
] as const;
const offers = [
    { name: "Starter", amount: 900 },
    { name: "Pro", amount: 2900 },
    { name: "Business", amount: 9900 },
] as const satisfies readonly Offer[];

/** Draws a scene from `options.random`. */
export function createScene({ random, now, age, livemode, ids = {} }: SceneOptions): Scene {
    const known = new Map<string, string>(Object.entries(ids));
    const offer = pick<Offer>(random, offers);
    const quantity = between(random, 1, 5);
    const born = now - age;
    return {
        id(kind) {
            const id = known.get(kind) ?? newId(kind, random);
            known.set(kind, id);
            return id;
        },
        text: (length) => randomText(random, length),
        random,
        now,
        born,
        past: born - 90 * day,
        periodEnd: born + 30 * day,
        livemode,
        person: drawPerson(random),
        offer,
        quantity,
        currency: "usd",
        amount: offer.amount * quantity,
    };
}

function drawPerson(random: Random): Person {
    const first = pick<string>(random, firstNames);
    const last = pick<string>(random, lastNames);
    // example.com and 555-01xx are reserved: no one can be reached there (RFC 2606, NANP).
    const mailbox = `${first}.${last}`
        .normalize("NFD")
        .replace(/[^A-Za-z.]/g, "")
        .toLowerCase();
    const phone = `+1415555${between(random, 100, 199).toString().padStart(4, "0")}`;
    return { first, last, name: `${first} ${last}`, email: `${mailbox}@example.com`, phone };
}
