/** The local Stripe's key, in a file of its own: the local Stripe itself is not to be loaded before it is needed. */
export const localStripeKey = "sk_test_localStripe";
