import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { address } from "./address";

/** Someone who stands for a connected account. */
export function person(scene: Scene): JsonShape<Stripe.Person> {
    const { first, last, email, phone } = scene.person;
    return {
        id: scene.id("person"),
        object: "person",
        account: scene.id("account"),
        address,
        created: scene.born,
        dob: { day: 14, month: 3, year: 1985 },
        email,
        first_name: first,
        id_number_provided: false,
        last_name: last,
        metadata: {},
        phone,
        relationship: {
            authorizer: false,
            director: false,
            executive: true,
            legal_guardian: false,
            owner: true,
            percent_ownership: 100,
            representative: true,
            title: "CEO",
        },
        requirements: {
            alternatives: [],
            currently_due: [],
            errors: [],
            eventually_due: [],
            past_due: [],
            pending_verification: [],
        },
        ssn_last_4_provided: true,
        verification: {
            additional_document: null,
            details: null,
            details_code: null,
            document: { back: null, details: null, details_code: null, front: null },
            status: "pending",
        },
    };
}
