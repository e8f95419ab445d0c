import Model

/// The troubles, by theme.
enum RailTable {
    static let rows = answers + deaths + executors + stripe + paypal

    /// What becomes of one request, or of all in a run.
    private static let answers: [RailRow] =
        [
            RailRow.both("nothing goes wrong", when: [.run(.send, 0), .pass(1), .run(.settle, 0)]),
            RailRow.both("the provider acts, and its answer is lost (P5)", when: [.fault("response-lost", "#1"), .run(.send, 0)]),
            RailRow.both("the request is lost (P5)", when: [.fault("request-lost", "#1"), .run(.send, 0)]),
            RailRow.both("the answer breaks off (P5)", when: [.fault("reset-mid-body", "#1"), .run(.send, 0)]),
            RailRow.both("half a document arrives (P5)", when: [.fault("truncated-json", "#1"), .run(.send, 0)]),
            RailRow.both("the network delivers the request twice (P3)", when: [.fault("duplicate-delivery", "#1"), .run(.send, 0)]),
            RailRow.both("409 (P5)", when: [.fault("http-409", "#1"), .run(.send, 0)]),
            RailRow.both("429 for a whole run (P5)", when: [.fault("rate-limited", "1"), .run(.send, 5)]),
            RailRow.both("429 with a wait of ten years (P5)", when: [.fault("retry-after-absurd", "1"), .run(.send, 5)]),
            RailRow.both("503 for a whole run (P5)", when: [.fault("http-503", "1"), .run(.send, 5)]),
            RailRow.both("it acts and answers 500 (P5)", when: [.fault("failed-after-effect", "#1"), .run(.send, 0)]),
            RailRow.both("a page to sign in stands between, for a whole run (P5)", when: [.fault("html-login", "1"), .run(.send, 5)]),
            RailRow.both(
                "no credentials for a whole run: nothing is sent, nobody fails (P7)", when: [.fault("token-expired", "1"), .run(.send, 5)]),
            RailRow.both("no right to pay for a whole run: nobody fails (P7)", when: [.fault("scope-removed", "1"), .run(.send, 5)]),
        ].flatMap { $0 }

    /// kill -9 between two effects (P3, P4).
    private static let deaths: [RailRow] =
        [
            RailRow.both(
                "killed before the plan is stored", isPlanned: false,
                when: [.die(.payoutsReady, .plan), .run(.plan, 3), .approve, .run(.send, 0)]),
            RailRow.both(
                "killed after the plan was stored", isPlanned: false,
                when: [.die(.payoutsFrozen, .plan), .run(.plan, 0), .approve, .run(.send, 0)]),
            RailRow.both("killed before the request leaves", when: [.die(.payoutStored, .send)]),
            RailRow.both("killed after the answer, before it is stored", when: [.die(.payoutAnswered, .send)]),
            RailRow.both("killed after the answer was stored", when: [.die(.payoutRecorded, .send)]),
            RailRow.both("killed before what was read is booked", when: [.run(.send, 0), .pass(1), .die(.payoutItemsRead, .settle)]),
            RailRow.both("killed after it was booked", when: [.run(.send, 0), .pass(1), .die(.payoutItemsBooked, .settle)]),
            RailRow.both(
                "killed after the answer, three times over",
                when: [.die(.payoutAnswered, .send), .mayDie(.payoutAnswered, .send), .mayDie(.payoutRecorded, .send)]),
        ].flatMap { $0 }

    private static let executors: [RailRow] =
        [
            RailRow.both("two processes send at once: one is told to wait (R34)", when: [.fault("slow", "#1"), .both([:], [0, 75])]),
            RailRow.both(
                "two processes send at once, and no lease keeps them apart (P4)",
                when: [.fault("slow", "#1"), .both(["ENTENTE_MUTATE": "R34"], [0, 5])]),
        ].flatMap { $0 }

    private static let stripe: [RailRow] = [
        RailRow(
            "the key is in use by another request (P5)", .stripe, when: [.fault("key-in-use", "#1"), .run(.send, 0)], then: ["paid": 2]),
        RailRow(
            "a 500 that the key keeps: unknown for a day, then a person authorises a new key (P6)", .stripe,
            when: [
                .fault("http-500", "#1"), .run(.send, 5), .heal, .pass(12), .run(.send, 5), .pass(13), .run(.send, 5), .run(.settle, 5),
                .decide("authorise", 0),
            ], then: ["paid": 2]),
        RailRow(
            "it acts, and neither answers nor look-ups arrive for 25 hours: it is found, and nobody decides (P5)", .stripe,
            when: [
                .faults("response-lost@stripe:POST /v1/transfers=1 http-503@stripe:GET /v1/transfers=1"), .run(.send, 5), .heal, .pass(25),
                .decide("authorise", 1), .run(.send, 0),
            ], then: ["paid": 2]),
        RailRow(
            "nothing arrives for 25 hours: it waits for a person, and nothing is sent (P6)", .stripe,
            when: [.fault("request-lost", "1"), .run(.send, 5), .heal, .pass(25), .run(.send, 5)], then: ["unknown": 2], waits: true),
        RailRow(
            "nothing arrives for 25 hours: a person gives it up, and it is due again (P6)", .stripe,
            when: [.fault("request-lost", "1"), .run(.send, 5), .heal, .pass(25), .run(.send, 5), .decide("abandon", 0)],
            then: ["failed": 2]),
        RailRow(
            "one account is unknown and one cannot be paid: they fail, the others are paid (P7, P8)", .stripe, .mixed,
            when: [.run(.send, 5)], then: ["paid": 2, "failed": 2]),
        RailRow(
            "a transfer is reversed after it was paid: it is owed again (P12)", .stripe,
            when: [.run(.send, 0), .takeBack("Ann"), .pass(100)], then: ["paid": 1, "returned": 1]),
    ]

    private static let paypal: [RailRow] = [
        RailRow("500 (P5)", .paypal, when: [.fault("http-500", "#1"), .run(.send, 0)], then: ["paid": 2]),
        RailRow(
            "it acts, and no answer arrives for 31 days: its own list tells, and nobody decides (P5, P12)", .paypal,
            when: [
                .faults("truncated-json@paypal:POST /v1/payments/payouts=1"), .run(.send, 5), .heal,
                .pass(31 * 24), .run(.send, 5), .run(.settle, 0), .decide("authorise", 1),
            ], then: ["paid": 1, "failed": 1]),
        RailRow(
            "it acts, no answer arrives for 31 days, and a person authorises a new key unseen: its list is read first (P6)", .paypal,
            when: [
                .faults("truncated-json@paypal:POST /v1/payments/payouts=1"), .run(.send, 5), .heal, .pass(31 * 24), .run(.send, 5),
                .decide("authorise", 0), .run(.send, nil),
            ], then: ["paid": 1, "failed": 1]),
        RailRow(
            "nothing arrives for 31 days: a person authorises a new key (P6)", .paypal,
            when: [.fault("request-lost", "1"), .run(.send, 5), .heal, .pass(31 * 24), .run(.send, 5), .decide("authorise", 0)],
            then: ["paid": 2]),
        RailRow(
            "nothing arrives for 31 days: a person gives it up, and it is due again (P6)", .paypal,
            when: [.fault("request-lost", "1"), .run(.send, 5), .heal, .pass(31 * 24), .run(.send, 5), .decide("abandon", 0)],
            then: ["failed": 2]),
        RailRow(
            "a batch with bad receivers: no address is withdrawn, a locked account fails, nobody there has not taken it (P8)", .paypal,
            .mixed, when: [.run(.send, 3), .pass(1), .run(.settle, 0)], then: ["paid": 2, "failed": 1, "unclaimed": 1, "withdrawn": 1]),
        RailRow(
            "what nobody took comes back after 30 days, and what was taken back is owed again (P12)", .paypal, .mixed,
            when: [.run(.send, 3), .pass(1), .run(.settle, 0), .pass(31 * 24), .run(.settle, 0)],
            then: ["paid": 1, "failed": 1, "returned": 2, "withdrawn": 1]),
        RailRow(
            "a payment is reversed after success, days after its list had it too (P12)", .paypal,
            when: [.run(.send, 0), .pass(4), .run(.settle, 0), .pass(6 * 24), .run(.settle, 0)], then: ["paid": 1, "returned": 1]),
        RailRow("PayPal denies the whole batch (P7)", .paypal, when: [.run(.send, 0), .deny, .run(.settle, 0)], then: ["failed": 2]),
    ]
}
